using System.Text.Json;
using System.Text.Json.Serialization;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup.BinaryLogs;

/// <summary>The open primary, as its own agent says.</summary>
public sealed record Primary(string Site, string Address, string ServerUuid, long Epoch)
{
    /// <summary>What it has executed and has in none of its binary logs.</summary>
    public string Purged { get; init; } = "";

    /// <summary>What it has executed.</summary>
    public string Executed { get; init; } = "";

    /// <summary>What is executed and purged grows by itself, and makes it no other primary.</summary>
    public bool IsSame(Primary? other) => other is not null && this with { Purged = "", Executed = "" } == other with { Purged = "", Executed = "" };
}

/// <summary>Asks both agents who the primary is.</summary>
public sealed class PrimaryWatch(HttpClient client, BackupSettings settings)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    private string[] Addresses => [settings.MySqlAddress, settings.PeerAddress];

    /// <summary>Null while nobody, or more than one, says so.</summary>
    public async Task<Primary?> FindAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(Addresses.Select(address => LookAsync(address, cancellationToken)));
        var primaries = answers.Where(static view => view is { IsPrimary: true, Server.ServerUuid.Length: > 0 }).ToList();
        return primaries is [{ } only] ? new Primary(only.Site, only.Address, only.Server.ServerUuid, only.Epoch) { Purged = only.Server.GtidPurged, Executed = only.Server.GtidExecuted } : null;
    }

    /// <summary>What the agent at an address says; null when it does not answer.</summary>
    public async Task<AgentAnswer?> LookAsync(string address, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(AnswerLimit);
        try
        {
            return await client.GetFromJsonAsync(new Uri($"http://{address}:{settings.AgentPort}/status"), AgentAnswerJson.Default.AgentAnswer, bound.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or JsonException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }
}

/// <summary>What an agent says of itself, as far as backups need it.</summary>
public sealed record AgentAnswer
{
    public string Site { get; init; } = "";

    public string State { get; init; } = "";

    public string Reason { get; init; } = "";

    public string Address { get; init; } = "";

    public long Epoch { get; init; }

    public bool IsPrimary { get; init; }

    /// <summary>Why the pair is closed; empty when it is not.</summary>
    public string Closed { get; init; } = "";

    /// <summary>This host's data is what the restore goes into.</summary>
    public bool IsRestoreHost { get; init; }

    public AgentServer Server { get; init; } = new();
}

public sealed record AgentServer
{
    public string Process { get; init; } = "";

    public string ServerUuid { get; init; } = "";

    public string GtidExecuted { get; init; } = "";

    public string GtidPurged { get; init; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(AgentAnswer))]
internal sealed partial class AgentAnswerJson : JsonSerializerContext;
