using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudApp.Agent.Children;

namespace CloudApp.Agent.Arbitration;

/// <summary>A JSON document on this host's disk. It is replaced as a whole, and on disk when <see cref="Write"/> returns.</summary>
/// <param name="isWhole">False for one that lacks what it is kept for.</param>
/// <param name="remedy">What to do about a damaged one, for the error's message.</param>
internal sealed class DurableDocument<T>(string path, JsonTypeInfo<T> type, Func<T, bool> isWhole, string remedy)
    where T : class
{
    private const string Unfinished = ".new";

    /// <summary>Null when none was ever written. An unfinished new one does not count.</summary>
    /// <exception cref="SettingsException">The file is damaged.</exception>
    public T? Read()
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) is { } read && isWhole(read) ? read : throw new JsonException("it holds no record");
        }
        catch (JsonException damage)
        {
            throw new SettingsException($"{path} is damaged ({damage.Message}): {remedy}", damage);
        }
    }

    /// <exception cref="IOException">It could not be written; the old one is unchanged.</exception>
    public void Write(T document)
    {
        PrivateFile.WriteDurably(path + Unfinished, JsonSerializer.SerializeToUtf8Bytes(document, type));
        File.Move(path + Unfinished, path, overwrite: true);
        NativeMethods.SyncDirectory(Path.GetDirectoryName(path)!);
    }
}
