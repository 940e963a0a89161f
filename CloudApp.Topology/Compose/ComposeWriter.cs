using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CloudApp.Topology.Compose;

/// <summary>A Compose file as text, the same bytes for the same facts.</summary>
internal static class ComposeWriter
{
    private const string Header = """
        # Written by `cloudapp publish` from topology.json: change that file and publish again.

        """;

    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull | DefaultValuesHandling.OmitEmptyCollections)
        .WithQuotingNecessaryStrings()
        .WithIndentedSequences()
        .DisableAliases()
        .WithNewLine("\n")
        .Build();

    public static string Write(ComposeFile file) => Header + Serializer.Serialize(file);
}
