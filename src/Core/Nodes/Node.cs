using Signaling.Core.Links;

namespace Signaling.Core.Nodes;

/// <summary>
/// What every actor of the cluster has: an epoch (the making of it, higher than that of any before), one link for each other actor it sends to,
/// and the memory of what it took from whom. The shell calls it one input at a time and carries the batches of its links.
/// </summary>
public abstract partial class Node(NodeAddress address, long epoch)
{
    private readonly Dictionary<NodeAddress, Link> _links = [];
    private readonly Dictionary<NodeAddress, Inlink> _inlinks = [];
    private readonly List<Link> _ready = []; // a set: each knows its place. One that is looked at after every input must not remember how many it once held
    private int _waiting;
    private long _batches;

    public NodeAddress Address { get; } = address;

    public long Epoch { get; } = epoch;

    /// <summary>A newer making of this actor exists: this one is to end, and says nothing more.</summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>The links that have something to send.</summary>
    public IEnumerable<NodeLink> ReadyLinks() => IsSuperseded || _ready.Count == 0 ? [] : [.. _ready];

    /// <summary>Nothing waits to be sent.</summary>
    public bool IsQuiet => _waiting == 0;

    /// <summary>Nobody needs this actor now: it can be forgotten.</summary>
    public virtual bool IsIdle => false;

    /// <summary>When <see cref="Tick"/> has something to do.</summary>
    public abstract long WakeAt { get; }

    /// <summary>Whether anything is remembered of another actor: for checks.</summary>
    internal bool Knows(NodeAddress other) => _links.ContainsKey(other) || _inlinks.ContainsKey(other);

    /// <summary>Whether a batch would be handled now: for checks.</summary>
    internal bool WouldTake(NodeAddress from, Batch<NodeItem> batch, long now) =>
        _inlinks.GetValueOrDefault(from).IsNext(batch, Epoch, out _) && CanTake(from, batch, now);

    /// <summary>Takes a batch from another actor and says what became of it.</summary>
    public BatchReply Take(NodeAddress from, Batch<NodeItem> batch, long now)
    {
        var inlink = _inlinks.GetValueOrDefault(from);
        if (!inlink.IsNext(batch, Epoch, out var fate))
        {
            return new BatchReply(fate, fate == BatchFate.SenderIsOld ? inlink.KnownSenderEpoch : Epoch, inlink.IsLast(batch) ? inlink.Gone : null);
        }

        if (MayBeForAnother(from, batch)) return new BatchReply(BatchFate.ReceiverIsNew, Epoch);
        if (!CanTake(from, batch, now)) return new BatchReply(BatchFate.NotYet, Epoch);
        var isNewSender = inlink.SenderEpoch != 0 && batch.SenderEpoch > inlink.SenderEpoch;
        inlink.Take(batch);
        _inlinks[from] = inlink;
        if (_links.TryGetValue(from, out var back)) back.Learn(batch.SenderEpoch, now);
        if (isNewSender) OnSenderRemade(from, now);
        foreach (var item in batch.Items) Handle(from, item, now);
        AfterInput(now);
        if (TakeGone() is not { } gone) return new BatchReply(BatchFate.Taken, Epoch);
        inlink = _inlinks[from];
        inlink.Gone = gone;
        _inlinks[from] = inlink;
        return new BatchReply(BatchFate.Taken, Epoch, gone);
    }

    public void Tick(long now)
    {
        OnTick(now);
        AfterInput(now);
    }

    /// <summary>Whether a batch may have been sent to an earlier making of this actor, and taken there: its sender is to send anew, knowing this one.</summary>
    protected virtual bool MayBeForAnother(NodeAddress from, Batch<NodeItem> batch) => false;

    /// <summary>The connections that were gone among those that the batch just handled was for; null for none.</summary>
    protected virtual IReadOnlyList<long>? TakeGone() => null;

    /// <summary>Whether everything a batch depends on has arrived here.</summary>
    protected virtual bool CanTake(NodeAddress from, Batch<NodeItem> batch, long now) => true;

    protected abstract void Handle(NodeAddress from, NodeItem item, long now);

    protected abstract void OnTick(long now);

    /// <summary>After every input: routes what the machine wants done into links.</summary>
    protected abstract void AfterInput(long now);

    /// <summary>An actor we send to was lost and made again; what waited for it is gone.</summary>
    protected abstract void OnReceiverLost(NodeAddress to, IReadOnlyList<NodeItem> lost, long now);

    /// <summary>An actor that sends to us was lost and made again.</summary>
    protected virtual void OnSenderRemade(NodeAddress from, long now)
    {
    }

    protected void Send(NodeAddress to, NodeItem item)
    {
        if (!_links.TryGetValue(to, out var link))
        {
            _links[to] = link = new Link(this, to);
            link.Learn(_inlinks.GetValueOrDefault(to).SenderEpoch, now: 0);
        }

        link.Add(item);
    }

    /// <summary>An actor did not answer; what is on its way to it will be sent again, unless it is given up here.</summary>
    protected virtual void OnUnanswered(NodeAddress to)
    {
    }

    /// <summary>What a gateway took last, so many items, was in part for connections that are gone.</summary>
    protected virtual void OnGone(NodeAddress gateway, int count, IReadOnlyList<long> sessions)
    {
    }

    /// <summary>An actor answered, whatever it said.</summary>
    protected virtual void OnAnswered(NodeAddress to)
    {
    }

    /// <summary>Asks whether an actor is still the one that was told something, unless something else on its way to it does.</summary>
    protected void Probe(NodeAddress to)
    {
        if (WaitingFor(to) == 0) Send(to, new ProbeItem());
    }

    /// <summary>How much waits for an actor.</summary>
    protected int WaitingFor(NodeAddress to) => _links.TryGetValue(to, out var link) ? link.Count : 0;

    /// <summary>Whether anything waits for an actor of a kind.</summary>
    protected bool AnyWaitingFor(NodeKind kind) => _links.Values.Any(link => link.To.Kind == kind && link.Count > 0);

    /// <summary>Gives an actor up: nothing more is tried.</summary>
    protected void GiveUp(NodeAddress to)
    {
        if (_links.TryGetValue(to, out var link)) link.Clear();
    }

    /// <summary>Forgets others that nothing waits for. Numbers of batches go on over all links, so that none comes twice when one of them is met again.</summary>
    protected void Forget(Predicate<NodeAddress> which)
    {
        foreach (var other in _links.Keys.Union(_inlinks.Keys).Where(other => WaitingFor(other) == 0 && which(other)).ToList())
        {
            _links.Remove(other);
            _inlinks.Remove(other);
        }
    }

    private void Fence(NodeAddress from, long epoch)
    {
        var inlink = _inlinks.GetValueOrDefault(from);
        inlink.Fence(epoch);
        _inlinks[from] = inlink;
    }
}
