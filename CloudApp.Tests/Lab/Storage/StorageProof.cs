using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using CloudApp.Tests.Lab.Failover;
using Shouldly;

namespace CloudApp.Tests.Lab.Storage;

/// <summary>A row as one server has it.</summary>
internal sealed record RowOnServer(long Id, string ObjectKey, string Sha256, int Copies);

/// <summary>What must hold once everything is healed.</summary>
internal sealed class StorageProof(LabFixture lab, UploadClients clients, CancellationToken cancellationToken)
{
    private const int Parallel = 8;
    private const int NamedMax = 5;

    /// <summary>Waits until both servers say that every upload of the clients is at both sites.</summary>
    public Task CopiesReachTwoAsync(int limitSeconds) => Hosts.WaitUntilAsync(
        async () =>
        {
            foreach (var site in lab.Plan.Sites)
            {
                var rows = await RowsAsync(site.Name);
                if (rows.Count < clients.Stored.Count || rows.Values.Any(static row => row.Copies != 2)) return false;
            }

            return true;
        },
        limitSeconds,
        cancellationToken);

    /// <summary>Each acknowledged upload: its row on both servers, once, under the id that was told; its bytes in both stores; and
    /// row and bytes through both applications.</summary>
    public async Task EverythingIsThereAsync()
    {
        foreach (var site in lab.Plan.Sites)
        {
            var rows = await RowsAsync(site.Name);
            var wrongRows = clients.Stored.Where(upload => !rows.TryGetValue(upload.Key, out var row)
                || row.Id != upload.Id || !string.Equals(row.Sha256, upload.Sha256, StringComparison.Ordinal)).ToList();
            Nothing(wrongRows.Select(static upload => upload.Key), $"rows missing or wrong on the server of {site.Name}");
            using var store = await SiteObjects.OpenAsync(lab, site, cancellationToken);
            Nothing(await WrongAsync(async upload => await store.Sha256Async(rows[upload.Key].ObjectKey, cancellationToken)), $"objects missing or wrong in the store of {site.Name}");
            using var http = lab.CreateHttp();
            var application = $"http://{site.App}:{lab.Plan.Ports.Api}";
            Nothing(await WrongAsync(upload => ThroughAsync(http, application, upload)), $"images missing or wrong through {site.AppName}");
            var record = await http.GetStringAsync(new Uri($"{application}/api/records/{clients.Stored.First().Id}"), cancellationToken);
            record.ShouldContain("\"copies\":2");
        }
    }

    private async Task<IReadOnlyDictionary<string, RowOnServer>> RowsAsync(string host)
    {
        // A key that is there twice fails here: exactly once.
        var text = await new DatabaseHost(lab, host).SqlAsync(
            $"SELECT SUBSTRING(idempotency_key, 3), id, object_key, LOWER(HEX(sha256)), copies FROM cloud_app.records WHERE idempotency_key LIKE 'c:{clients.Prefix}-%'", cancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t')).ToDictionary(
            static row => row[0],
            static row => new RowOnServer(
                long.Parse(row[1], CultureInfo.InvariantCulture), row[2], row[3], int.Parse(row[4], CultureInfo.InvariantCulture)),
            StringComparer.Ordinal);
    }

    private static async Task<string> ThroughAsync(HttpClient http, string application, StoredUpload upload)
    {
        using var answer = await http.GetAsync(new Uri($"{application}/api/records/{upload.Id}/image"), CancellationToken.None);
        return answer.IsSuccessStatusCode
            ? Convert.ToHexStringLower(SHA256.HashData(await answer.Content.ReadAsByteArrayAsync()))
            : string.Create(CultureInfo.InvariantCulture, $"status {(int)answer.StatusCode}");
    }

    private async Task<IEnumerable<string>> WrongAsync(Func<StoredUpload, Task<string>> read)
    {
        var wrong = new ConcurrentQueue<string>();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            clients.Stored, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken }, async (upload, _) =>
            {
                var seen = await read(upload);
                if (!string.Equals(seen, upload.Sha256, StringComparison.Ordinal)) wrong.Enqueue($"{upload.Key} ({seen})");
            });
        return wrong;
    }

    private void Nothing(IEnumerable<string> wrong, string what)
    {
        var all = wrong.ToList();
        all.ShouldBeEmpty($"{all.Count} of {clients.Stored.Count} {what}: {string.Join(", ", all.Take(NamedMax))}");
    }
}
