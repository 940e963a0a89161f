using System.IO.Compression;
using CloudApp.Backup.Planning;

namespace CloudApp.Backup.Tools;

/// <summary>
/// The <c>mysql</c> client that reads statements from its standard input. There is one way to feed a server: what is verified
/// is exactly what a restore does.
/// </summary>
internal static class SqlClient
{
    private const string Program = "mysql";
    private const string MaxStatement = "1G";
    private const int BufferBytes = 128 * 1024;
    private const int BrokenPipeError = 32;

    /// <summary>
    /// Everything but where the server is. In binary mode a text arrives as it is (without it the client makes one character out
    /// of a carriage return and a line feed, and ends a statement at a zero byte), and of its own commands the client knows
    /// only DELIMITER: a dump can run no program.
    /// </summary>
    internal static IReadOnlyList<string> Options { get; } = ["--batch", "--binary-mode", $"--max-allowed-packet={MaxStatement}", "--default-character-set=utf8mb4"];

    /// <param name="connection">Where the server is, and as whom.</param>
    /// <param name="password">Null for a server that asks for none.</param>
    internal static ToolProcess Start(IReadOnlyList<string> connection, TimeProvider time, string? password = null) =>
        ToolProcess.Start(Program, ["--no-defaults", .. connection, .. Options], time, writesInput: true, password);

    /// <summary>Feeds a compressed dump to its last line.</summary>
    internal static Task<FeedResult> FeedDumpAsync(ToolProcess client, string dumpFile, TimeSpan endLimit, CancellationToken cancellationToken) => FeedAsync(client, async (input, tail) =>
    {
        await using var file = File.OpenRead(dumpFile);
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        await CopyAsync(gzip, input, tail, cancellationToken);
    }, endLimit, cancellationToken);

    /// <summary>Feeds what another program writes.</summary>
    internal static Task<FeedResult> FeedOutputAsync(ToolProcess client, ToolProcess source, TimeSpan endLimit, CancellationToken cancellationToken) =>
        FeedAsync(client, (input, tail) => CopyAsync(source.Output, input, tail, cancellationToken), endLimit, cancellationToken);

    private static async Task<FeedResult> FeedAsync(ToolProcess client, Func<Stream, DumpTail, Task> copy, TimeSpan endLimit, CancellationToken cancellationToken)
    {
        var draining = client.Output.CopyToAsync(Stream.Null, cancellationToken);
        var tail = new DumpTail();
        var problem = "";
        try
        {
            await copy(client.Input, tail);
        }
        catch (InvalidDataException failure)
        {
            problem = $"It cannot be unpacked: {failure.Message}";
            // What was not written to its end must not look as if it were.
            client.Kill();
        }
        catch (IOException failure) when ((failure.HResult & 0xFFFF) == BrokenPipeError || client.HasExited)
        {
            // The client gave up; its own words say why.
        }
        CloseInput(client);
        var code = await client.WaitAsync(endLimit, cancellationToken);
        await draining;
        return new FeedResult(problem, code, client.Complaints.Trim(), tail.IsComplete);
    }

    private static async Task CopyAsync(Stream source, Stream input, DumpTail tail, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            tail.Add(buffer.AsSpan(0, count));
            await input.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    private static void CloseInput(ToolProcess client)
    {
        try
        {
            client.Input.Dispose();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }
}

/// <summary>How the client took what it was fed.</summary>
/// <param name="Problem">With the source, in words; empty when there is none.</param>
/// <param name="Complaints">The client's standard error.</param>
/// <param name="IsComplete">What was fed ended with the last line of a dump.</param>
internal sealed record FeedResult(string Problem, int Code, string Complaints, bool IsComplete);
