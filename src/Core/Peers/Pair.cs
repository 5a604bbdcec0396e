using Signaling.Core.Codes;
using Signaling.Core.Collections;

namespace Signaling.Core.Peers;

/// <summary>What a peer keeps about one other peer. It ends when the other leaves or is reset.</summary>
internal sealed class Pair(string peerId, string? instance, long negotiationBase) : IOfPeer
{
    private readonly Link _main = new(negotiationBase);
    private long _negotiationBase = negotiationBase;
    private OrderedDictionary<string, Link>? _labelled;

    /// <summary>The other peer's numbers that have come.</summary>
    public SeenNumbers Seen;

    /// <summary>Those of them that our client did not get, and why: a repeat is told the same.</summary>
    private Dictionary<long, Code>? _undelivered;

    public string PeerId { get; } = peerId;

    /// <summary>The same other peer, and another page here. What had come was for the page before, also when it comes again.</summary>
    public Pair ForAnotherPage(long negotiationBase) => new(PeerId, Instance, negotiationBase) { Seen = Seen, _undelivered = _undelivered };

    /// <summary>Our client will not get a number of theirs. Remembered as long as that it has come.</summary>
    public void NotDelivered(long number, Code code)
    {
        (_undelivered ??= [])[number] = code;
        if (_undelivered.Count > SeenNumbers.Span) _undelivered.Remove(_undelivered.Keys.Min());
    }

    /// <summary>What became of a number that has come and is not here: null when our client got it, or a rule made it void.</summary>
    public Code? FateOf(long number) => _undelivered?.GetValueOrDefault(number);

    /// <summary>The other peer's instance; null while it has not come yet.</summary>
    public string? Instance { get; set; } = instance;

    /// <summary>What the mailbox and the gates keep of the other peer's messages.</summary>
    public int RetainedBytes { get; set; }

    /// <summary>The state of a connection; null when the pair may not have another one.</summary>
    public Link? Link(string? label, int labelsMax)
    {
        if (label is null) return _main;
        _labelled ??= [];
        if (_labelled.TryGetValue(label, out var link)) return link;
        if (_labelled.Count >= labelsMax && !ForgetOldest()) return null;
        return _labelled[label] = new Link(_negotiationBase);
    }

    /// <summary>Makes room for another connection: the oldest that nothing waits for was closed long ago, or is past its negotiation.</summary>
    private bool ForgetOldest()
    {
        foreach (var (label, link) in _labelled!)
        {
            if (link is { Own: null, Theirs: null, Gate.Held.Count: 0 }) return _labelled.Remove(label);
        }

        return false;
    }

    /// <summary>Offers up to this number were made before this side was lost.</summary>
    public void NumberAfter(long negotiation)
    {
        _negotiationBase = Math.Max(_negotiationBase, negotiation);
        foreach (var (_, link) in Links()) link.NumberAfter(negotiation);
    }

    /// <summary>All connections with their labels.</summary>
    public IEnumerable<(string? Label, Link Link)> Links()
    {
        yield return (null, _main);
        if (_labelled is null) yield break;
        foreach (var (label, link) in _labelled) yield return (label, link);
    }
}
