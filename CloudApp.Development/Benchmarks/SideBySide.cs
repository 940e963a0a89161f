using System.Net.Http.Headers;
using System.Text.Json;
using CloudApp.Lab;
using CloudApp.Operations;

namespace CloudApp.Development.Benchmarks;

/// <summary>Both subjects under the same load, in turns.</summary>
internal sealed class SideBySide(LabContext context, Wrk wrk, BenchSubject application, BenchSubject peer, string folder)
{
    private const int WarmUpSeconds = 2;
    private const int SettleSeconds = 2;
    private const int SampleMs = 500;

    private readonly Dictionary<(BenchSubject Subject, int Bytes), string> _images = [];

    /// <summary>Highest memory seen while a subject was under load, in bytes.</summary>
    public Dictionary<BenchSubject, long> PeakBytes { get; } = [];

    /// <summary>Uploads the pictures that are downloaded later, so that every read has something to find.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var bytes in (int[])[BenchScenario.SmallBytes, BenchScenario.LargeBytes])
        {
            await File.WriteAllBytesAsync(FileOf(bytes), BenchImage.Create(bytes), cancellationToken);
            foreach (var subject in (BenchSubject[])[application, peer])
                _images[(subject, bytes)] = await UploadAsync(subject, FileOf(bytes), cancellationToken);
        }
    }

    /// <summary>All rounds of one scenario; who begins changes from round to round.</summary>
    public async Task<IReadOnlyList<BenchRound>> RunAsync(BenchScenario scenario, int rounds, double seconds, CancellationToken cancellationToken)
    {
        await LoadAsync(application, scenario, WarmUpSeconds, cancellationToken);
        await LoadAsync(peer, scenario, WarmUpSeconds, cancellationToken);
        var results = new List<BenchRound>();
        for (var round = 0; round < rounds; round++)
        {
            if (round % 2 == 0)
            {
                var first = await LoadAsync(application, scenario, seconds, cancellationToken);
                results.Add(new BenchRound(scenario, first, await LoadAsync(peer, scenario, seconds, cancellationToken)));
            }
            else
            {
                var first = await LoadAsync(peer, scenario, seconds, cancellationToken);
                results.Add(new BenchRound(scenario, await LoadAsync(application, scenario, seconds, cancellationToken), first));
            }
        }

        return results;
    }

    private async Task<WrkResult> LoadAsync(BenchSubject subject, BenchScenario scenario, double seconds, CancellationToken cancellationToken)
    {
        var path = scenario.Image is { } image ? _images[(subject, image)] : scenario.Path;
        var upload = scenario.Upload is { } bytes ? FileOf(bytes) : null;
        // What an upload leaves to be done, its copy at the other site, is no load on the next measurement.
        if (upload is not null)
            await Task.Delay(TimeSpan.FromSeconds(SettleSeconds), TimeProvider.System, cancellationToken);
        var before = subject.CpuSeconds();
        var running = wrk.RunAsync(new Uri(subject.Address, path), scenario.Connections, seconds, upload, cancellationToken);
        while (!running.IsCompleted)
        {
            PeakBytes[subject] = Math.Max(PeakBytes.GetValueOrDefault(subject), subject.MemoryBytes());
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(SampleMs), TimeProvider.System, cancellationToken));
        }

        var result = await running;
        return result with { CpuMsPerRequest = (subject.CpuSeconds() - before) * 1000 / result.Requests };
    }

    private async Task<string> UploadAsync(BenchSubject subject, string file, CancellationToken cancellationToken)
    {
        using var http = BenchSubject.CreateHttp(context);
        using var form = new MultipartFormDataContent();
        using var name = new StringContent("bench");
        using var image = new ByteArrayContent(await File.ReadAllBytesAsync(file, cancellationToken));
        image.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(name, "name");
        form.Add(image, "image", "bench.png");
        using var answer = await http.PostAsync(new Uri(subject.Address, "/api/upload"), form, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new UserException($"{subject.Name} answered an upload with {(int)answer.StatusCode}: {text} {await subject.LastWordsAsync(cancellationToken)}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("imageUrl").GetString() ?? throw new UserException($"{subject.Name} gave its upload no imageUrl.");
    }

    private string FileOf(int bytes) => Path.Combine(folder, $"{bytes}.png");
}
