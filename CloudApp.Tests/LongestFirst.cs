using CloudApp.Tests;
using CloudApp.Tests.Agent;
using CloudApp.Tests.Backup;
using CloudApp.Tests.Browser;
using CloudApp.Tests.Infra;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace CloudApp.Tests;

/// <summary>Two collections run at a time: the long ones begin first, so that none is left over to run alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
        [nameof(DatabasePairTests), SharedChromium.Name, nameof(BackupServiceTests), nameof(VipTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(static collection => RankOf(collection.TestCollectionDisplayName))];

    private static int RankOf(string name)
    {
        var place = Array.FindIndex(Long, part => name.Contains(part, StringComparison.Ordinal));
        return place >= 0 ? place : Long.Length;
    }
}
