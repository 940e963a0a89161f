using CloudApp.Failover;
using Etcdserverpb;
using Google.Protobuf;
using Mvccpb;

namespace CloudApp.Agent.Arbitration;

/// <summary>The transactions, and what their answers say. Every transaction ends by reading both keys.</summary>
internal static class EtcdText
{
    private static readonly ByteString RecordKey = ByteString.CopyFromUtf8("/cloudapp/record");
    private static readonly ByteString LeaseKey = ByteString.CopyFromUtf8("/cloudapp/lease");

    // The first key after all that begin with the prefix.
    private static readonly ByteString Prefix = ByteString.CopyFromUtf8("/cloudapp/");
    private static readonly ByteString PrefixEnd = ByteString.CopyFromUtf8("/cloudapp0");

    internal static TxnRequest Observe() => WithReads(new TxnRequest());

    internal static TxnRequest TryAcquire(ArbiterRequest request, long leaseId)
    {
        var transaction = new TxnRequest();
        transaction.Compare.Add(new Compare { Target = Compare.Types.CompareTarget.Create, Result = Compare.Types.CompareResult.Equal, Key = LeaseKey, CreateRevision = 0 });
        transaction.Compare.Add(RecordUnchanged(request));
        transaction.Success.Add(Put(LeaseKey, request.Owner, leaseId));
        return WithReads(transaction);
    }

    internal static TxnRequest CompareAndSwap(ArbiterRequest request)
    {
        var record = request.Record ?? throw new InvalidOperationException("A compare-and-swap needs a record.");
        var transaction = new TxnRequest();
        transaction.Compare.Add(RecordUnchanged(request));
        transaction.Compare.Add(new Compare
        {
            Target = Compare.Types.CompareTarget.Value,
            Result = Compare.Types.CompareResult.Equal,
            Key = LeaseKey,
            Value = ByteString.CopyFromUtf8(request.Owner),
        });
        transaction.Success.Add(Put(RecordKey, RecordText.Write(record), leaseId: 0));
        return WithReads(transaction);
    }

    internal static WatchRequest WatchBoth() => new() { CreateRequest = new WatchCreateRequest { Key = Prefix, RangeEnd = PrefixEnd } };

    /// <summary>The snapshot, and the etcd lease behind its owner (0 when there is none).</summary>
    internal static (ArbiterSnapshot Snapshot, long LeaseId) Snapshot(TxnResponse response)
    {
        var found = response.Responses.Where(static r => r.ResponseRange is not null).SelectMany(static r => r.ResponseRange.Kvs).ToList();
        KeyValue? Find(ByteString key) => found.FirstOrDefault(kv => kv.Key.Equals(key));
        var (record, lease) = (Find(RecordKey), Find(LeaseKey));
        var snapshot = new ArbiterSnapshot(
            record is null ? null : RecordText.Read(record.Value.ToStringUtf8()),
            record?.ModRevision ?? 0,
            lease?.Value.ToStringUtf8(),
            response.Header.Revision);
        return (snapshot, lease?.Lease ?? 0);
    }

    private static Compare RecordUnchanged(ArbiterRequest request) => new()
    {
        Target = Compare.Types.CompareTarget.Mod,
        Result = Compare.Types.CompareResult.Equal,
        Key = RecordKey,
        ModRevision = request.ExpectedRevision,
    };

    private static RequestOp Put(ByteString key, string value, long leaseId) =>
        new() { RequestPut = new PutRequest { Key = key, Value = ByteString.CopyFromUtf8(value), Lease = leaseId } };

    private static TxnRequest WithReads(TxnRequest transaction)
    {
        foreach (var branch in new[] { transaction.Success, transaction.Failure })
        {
            branch.Add(new RequestOp { RequestRange = new RangeRequest { Key = RecordKey } });
            branch.Add(new RequestOp { RequestRange = new RangeRequest { Key = LeaseKey } });
        }
        return transaction;
    }
}
