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
    private static readonly IReadOnlyList<string> Long =
        [nameof(DatabasePairTests), SharedChromium.Name, nameof(BackupServiceTests), nameof(VipTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(static collection => RankOf(collection.TestCollectionDisplayName))];

    private static int RankOf(string name)
    {
        var place = Long.Select(static (part, index) => (part, index)).Where(item => name.Contains(item.part, StringComparison.Ordinal))
            .Select(static item => (int?)item.index).FirstOrDefault();
        return place ?? Long.Count;
    }
}
