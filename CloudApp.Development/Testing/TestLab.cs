namespace CloudApp.Development.Testing;

/// <summary>The lab that tests are run in.</summary>
public static class TestLab
{
    /// <summary>Another name lets two people test on one machine.</summary>
    public const string NameVariable = "CLOUDAPP_TEST_LAB";

    private const string DefaultName = "test";

    public static string Name => Environment.GetEnvironmentVariable(NameVariable) is { Length: > 0 } given ? given : DefaultName;
}
