using CloudApp.Failover;

namespace CloudApp.Tests.Failover.Simulation;

/// <summary>A set of transaction numbers: the model's GTID set.</summary>
internal sealed class TransactionSet : IGtidPosition
{
    private ulong[] _words;

    public TransactionSet() => _words = new ulong[4];

    private TransactionSet(ulong[] words) => _words = words;

    public bool IsEmpty => Array.TrueForAll(_words, static word => word == 0);

    public bool Has(int id) => id >> 6 < _words.Length && (_words[id >> 6] & (1UL << (id & 63))) != 0;

    public void Add(int id)
    {
        if (id >> 6 >= _words.Length)
            Array.Resize(ref _words, Math.Max(_words.Length * 2, (id >> 6) + 1));
        _words[id >> 6] |= 1UL << (id & 63);
    }

    public TransactionSet Copy() => new([.. _words]);

    public void AddAll(TransactionSet other)
    {
        if (other._words.Length > _words.Length)
            Array.Resize(ref _words, other._words.Length);
        for (var i = 0; i < other._words.Length; i++)
            _words[i] |= other._words[i];
    }

    public bool Contains(IGtidPosition other)
    {
        var theirs = ((TransactionSet)other)._words;
        for (var i = 0; i < theirs.Length; i++)
        {
            var mine = i < _words.Length ? _words[i] : 0;
            if ((theirs[i] & ~mine) != 0)
                return false;
        }

        return true;
    }
}
