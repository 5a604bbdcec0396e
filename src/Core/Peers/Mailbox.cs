using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;

namespace Signaling.Core.Peers;

/// <summary>
/// The way to one client: gives the server's numbers, keeps what is not acknowledged, and what waits while the client is away. Order in
/// is order out. The front part has been sent (and is numbered); the rest has not.
/// </summary>
internal sealed partial class Mailbox(string peerId, Limits limits, EffectBuffer fx)
{
    private List<MailItem>? _items;
    private int _sentCount;
    private int _bytes;

    /// <summary>Who the client is; null while nobody has joined under this id.</summary>
    public Member? Self { get; set; }

    /// <summary>Where the client is connected; null while it is away.</summary>
    public ISessionAddress? Session { get; private set; }

    /// <summary>The last number given.</summary>
    public long LastSeq { get; private set; }

    /// <summary>The client has all up to here.</summary>
    public long AckedSeq { get; private set; }

    /// <summary>Numbers up to here were given by others: what they stood for is not here.</summary>
    public long FirstSeq { get; private set; }

    /// <summary>Presence events were skipped for lack of room; the whole truth must be sent before anything else.</summary>
    public bool NeedsWholeTruth { get; private set; }

    public int Count => _items?.Count ?? 0;

    /// <summary>What all that is kept counts for in the byte bounds, held candidates included.</summary>
    public int Bytes => _bytes;

    /// <summary>What is sent now is gone: connected, and the client does not acknowledge.</summary>
    public bool IsDirect => Session is not null && Self is { Acks: false };

    /// <summary>Whether a sender may have so many more bytes kept here.</summary>
    public bool HasRoom(Pair sender, int payloadBytes)
    {
        var bytes = Limits.KeptOverheadBytes + payloadBytes;
        return !NeedsWholeTruth && _bytes + bytes <= limits.RetainedBytes && sender.RetainedBytes + bytes <= limits.RetainedBytesPerSender;
    }

    /// <summary>Adds a message or a presence event at the end; sends it if the client is there.</summary>
    public void Post(MailItem item)
    {
        if (item.IsPresence && (NeedsWholeTruth || (!IsDirect && _bytes + item.Bytes > limits.RetainedBytes)))
        {
            // What is in here already stays: no message may come before its sender was announced.
            NeedsWholeTruth = true;
            return;
        }

        if (IsDirect)
        {
            Send(item);
            return;
        }

        Charge(item, +1);
        (_items ??= fx.Spares?.List() ?? []).Add(item);
        if (Session is not null) Number(item);
    }

    /// <summary>Counts a held candidate in the byte bounds; <paramref name="sign"/> is +1 or -1.</summary>
    public void Charge(MailItem item, int sign)
    {
        _bytes += sign * item.Bytes;
        if (item.Pair is { } pair) pair.RetainedBytes += sign * item.Bytes;
    }

    /// <summary>The client is there: it has all up to <paramref name="seen"/>, and gets the rest.</summary>
    public void Continue(ISessionAddress session, long seen)
    {
        Session = session;
        Acknowledge(seen);
        for (var i = 0; i < _sentCount; i++) Send(_items![i]);
        SendWaiting();
    }

    /// <summary>
    /// The client is there, and everything that waits goes to it under new numbers. Presence does not: it is told all, either just now or, where
    /// the numbers go on from those of a making that was lost, with the first of them.
    /// </summary>
    /// <param name="session">Where it is.</param>
    /// <param name="after">The last number it was given; 0 where numbers begin at 1.</param>
    /// <param name="view">The whole truth, where it is not told yet.</param>
    public void StartAnew(ISessionAddress session, long after = 0, RoomView? view = null)
    {
        Session = session;
        (LastSeq, AckedSeq, FirstSeq, _sentCount) = (after, after, after, 0);
        NeedsWholeTruth = false;
        foreach (var item in _items ?? []) (item.Seq, item.ExpiresAt) = (0, long.MaxValue);
        Take(item => item.IsPresence);
        if (view is not null)
        {
            var truth = WholeTruth(view);
            Charge(truth, +1);
            (_items ??= []).Insert(0, truth);
        }

        SendWaiting();
    }

    public void Disconnect() => Session = null;

    /// <summary>The client has all up to <paramref name="seen"/>; tells the senders.</summary>
    public void Acknowledge(long seen)
    {
        if (seen <= AckedSeq) return;
        AckedSeq = seen;
        var acked = 0;
        while (acked < _sentCount && _items![acked].Seq <= seen) Forget(_items[acked++]);
        if (acked == 0) return;
        for (var i = 0; i < acked; i++) fx.Spares?.Return(_items![i]); // sent in an earlier call: nobody else refers to them
        _items!.RemoveRange(0, acked);
        _sentCount -= acked;
        if (_items.Count > 0) return;
        fx.Spares?.Return(_items);
        _items = null;
    }

    /// <summary>Whether presence events were skipped and there is room again to send the whole truth instead.</summary>
    public bool CanSendWholeTruth => NeedsWholeTruth && Session is not null && _bytes <= limits.RetainedBytes / 2;

    /// <summary>Sends the room as it is, in the place of presence events that were skipped.</summary>
    public void PostWholeTruth(RoomView view)
    {
        NeedsWholeTruth = false;
        Post(WholeTruth(view));
    }

    private static MailItem WholeTruth(RoomView view) => new() { Kind = EventKind.ExistingPeers, About = view.Self, View = view };

    /// <summary>Takes out items that were not sent yet, without telling anybody.</summary>
    public List<MailItem> TakeUnsent(Predicate<MailItem> which) => Take(item => item.Seq == 0 && which(item));

    /// <summary>Takes out items, without telling anybody.</summary>
    public List<MailItem> Take(Predicate<MailItem> which)
    {
        if (_items is null) return [];
        var taken = _items.FindAll(which);
        if (taken.Count == 0) return taken;
        _sentCount -= taken.Count(item => item.Seq != 0);
        _items.RemoveAll(which);
        foreach (var item in taken) Charge(item, -1);
        if (_items.Count == 0) _items = null;
        return taken;
    }

    public bool Contains(Predicate<MailItem> which) => _items?.Exists(which) == true;

    /// <summary>Whether a message of a sender is in here.</summary>
    public bool Holds(Pair pair, long number) => _items?.Exists(item => item.Pair == pair && item.Signal.Number == number) == true;

    /// <summary>When the first item that was not sent expires.</summary>
    public long NextExpiry => _items is null || _sentCount == _items.Count ? long.MaxValue : _items[_sentCount].ExpiresAt;

    /// <summary>Tells an item's sender what became of it.</summary>
    public void Tell(MailItem item, Code? code)
    {
        if (item.Signal.Number == 0 || item.IsPresence) return;
        if (code is not null) item.Pair!.NotDelivered(item.Signal.Number, code);
        fx.ToPeer(new Letter { To = item.About.PeerId, Instance = item.About.Instance, Number = item.Signal.Number, Code = code, Receiver = peerId });
    }
}
