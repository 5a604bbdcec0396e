using Signaling.Core.Messages;

namespace Signaling.Core.Peers;

/// <summary>
/// Broadcasts of a sender in a room that settles after a loss: some of those they are for are on their way back. Each stays unresolved until
/// the room has settled, and goes to every member that is restored meanwhile. Bounded: the newest ones, a quarter of what a sender may have
/// unresolved.
/// </summary>
internal sealed class EarlyBroadcasts(Limits limits)
{
    /// <summary>Stands among the receivers of a broadcast for those who may come back; no peer has this name.</summary>
    public const string Absent = "";

    /// <summary>What the name of one who has it counts for, about.</summary>
    public const int NameBytes = 32;

    private readonly LinkedList<(Signal Signal, long At, HashSet<string> SentTo)> _kept = [];
    private int _bytes;

    /// <summary>Keeps a copy. Who is present gets it now: whoever comes under such a name later is not one of those who may come back.</summary>
    public void Keep(in Signal signal, Receivers present, long now)
    {
        var sentTo = new HashSet<string>();
        foreach (var receiver in present) sentTo.Add(receiver);
        _kept.AddLast((signal.WithPayload(signal.Payload.ToArray()), now, sentTo));
        _bytes += BytesOf(_kept.Last!.Value);
    }

    /// <summary>The oldest one, while there are more than may be kept: taken out.</summary>
    public bool TryTakeSurplus(out long number) => TryTake(_kept.Count > limits.UnresolvedMessages / 4 || _bytes > limits.UnresolvedBytes / 4, out number);

    /// <summary>The oldest one: taken out.</summary>
    public bool TryTake(out long number) => TryTake(_kept.Count > 0, out number);

    /// <summary>Those that a peer has not been sent, and now is.</summary>
    /// <param name="peerId">The peer.</param>
    /// <param name="joinOrder">Its place in the room: who joined after a broadcast is not among those it was for.</param>
    public IEnumerable<Signal> TakeFor(string peerId, long joinOrder)
    {
        foreach (var (signal, at, sentTo) in _kept)
        {
            if (joinOrder < at && sentTo.Add(peerId)) yield return signal;
        }
    }

    private bool TryTake(bool isDue, out long number)
    {
        number = 0;
        if (!isDue || _kept.First is not { Value: var oldest }) return false;
        _kept.RemoveFirst();
        _bytes -= BytesOf(oldest);
        number = oldest.Signal.Number;
        return true;
    }

    private static int BytesOf((Signal Signal, long At, HashSet<string> SentTo) kept) => kept.Signal.Payload.Length + (NameBytes * kept.SentTo.Count);
}
