using Signaling.Core.Messages;

namespace Signaling.Grains.Abstractions.Wire;

/// <summary>What a client is told. Which parts are there is told by the bits that come first.</summary>
internal static class Events
{
    [Flags]
    private enum Has : byte
    {
        Peer = 1,
        Signal = 2,
        Own = 4,
        View = 8,
        Acked = 16,
        Polite = 32,
        Flag = 64,
        Seen = 128,

        /// <summary>Resumed has no role to tell.</summary>
        WasThere = Polite,
    }

    public static void Write(this ByteWriter to, in ClientEvent e)
    {
        var isSignal = e.Kind == EventKind.Signal;
        var hasOwn = e.Target is not null || e.Connection is not null || (e.Number | e.Negotiation | (long)e.RetryAfterMs) != 0;
        var has = (e.Peer is null ? 0 : Has.Peer) | (isSignal ? Has.Signal : 0) | (hasOwn ? Has.Own : 0) | (e.View is null ? 0 : Has.View)
            | (e.Acked is null ? 0 : Has.Acked) | (e.Polite ? Has.Polite : 0) | (e.WasThere ? Has.WasThere : 0) | (e.Flag ? Has.Flag : 0) | (e.Seen == 0 ? 0 : Has.Seen);
        to.Byte((byte)e.Kind);
        to.Byte((byte)has);
        to.Number(e.Seq);
        to.Write(e.Code);
        if (e.Peer is not null && isSignal) to.WriteBrief(e.Peer);
        else if (e.Peer is not null) to.Write(e.Peer);
        if (isSignal) to.Write(e.Signal);
        if (hasOwn)
        {
            to.TextOrNull(e.Target);
            to.Number(e.Number);
            to.Number(e.Negotiation);
            to.TextOrNull(e.Connection);
            to.Number(e.RetryAfterMs);
        }

        if (e.View is { } view) Write(to, view);
        if (e.Seen != 0) to.Number(e.Seen);
        if (e.Acked is { } acked) Write(to, acked);
    }

    public static ClientEvent Event(this ref ByteReader from)
    {
        var (kind, has) = ((EventKind)from.Byte(), (Has)from.Byte());
        var e = new ClientEvent { Kind = kind, Seq = from.Number(), Code = from.Code(), Flag = has.HasFlag(Has.Flag) };
        e = kind == EventKind.Resumed ? e with { WasThere = has.HasFlag(Has.WasThere) } : e with { Polite = has.HasFlag(Has.Polite) };
        if (has.HasFlag(Has.Peer)) e = e with { Peer = has.HasFlag(Has.Signal) ? from.BriefMember() : from.Member() };
        if (has.HasFlag(Has.Signal)) e = e with { Signal = from.Signal() };
        if (has.HasFlag(Has.Own))
        {
            e = e with
            {
                Target = from.TextOrNull(), Number = from.Number(), Negotiation = from.Number(), Connection = from.TextOrNull(), RetryAfterMs = (int)from.Number(),
            };
        }

        if (has.HasFlag(Has.View)) e = e with { View = new RoomView(from.Text(), from.Text(), from.Member(), from.Members(), (int)from.Number()) };
        if (has.HasFlag(Has.Seen)) e = e with { Seen = from.Number() };
        return has.HasFlag(Has.Acked) ? e with { Acked = Acked(ref from) } : e;
    }

    private static void Write(ByteWriter to, RoomView view)
    {
        to.Text(view.Room);
        to.Text(view.Epoch);
        to.Write(view.Self);
        to.Write(view.Peers);
        to.Number(view.SettlingMs);
    }

    private static void Write(ByteWriter to, AckRanges acked)
    {
        to.Number(acked.Seen);
        to.Number(acked.Also.Count);
        foreach (var (low, high) in acked.Also)
        {
            to.Number(low);
            to.Number(high);
        }
    }

    private static AckRanges Acked(ref ByteReader from)
    {
        var seen = from.Number();
        var also = new (long, long)[from.Count()];
        for (var i = 0; i < also.Length; i++) also[i] = (from.Number(), from.Number());
        return new AckRanges(seen, also);
    }
}
