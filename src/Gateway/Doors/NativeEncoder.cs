using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Ice;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors;

/// <summary>What a client is told, as native JSON. The result is valid until the thread encodes again.</summary>
internal static class NativeEncoder
{
    /// <summary>An event for a connection whose peer has, or gets, this lease of ICE servers.</summary>
    public static ReadOnlySpan<byte> Encode(in ClientEvent e, SessionServices services, ref IceLease lease)
    {
        if (e.Kind is not (EventKind.ExistingPeers or EventKind.Resumed)) return Encode(e);
        var json = new JsonText();
        NativeWelcome.Write(ref json, e, services, ref lease);
        return json.Written;
    }

    public static ReadOnlySpan<byte> Encode(in ClientEvent e)
    {
        var json = new JsonText();
        switch (e.Kind)
        {
            case EventKind.Signal: Signal(ref json, e); break;
            case EventKind.Ack: Ack(ref json, e.Acked!); break;
            case EventKind.Undelivered: Undelivered(ref json, e); break;
            case EventKind.Glare: Glare(ref json, e); break;
            case EventKind.Error: Error(ref json, e); break;
            case EventKind.PeerLeft: Presence(ref json, "peer-left"u8, e); break;
            case EventKind.PeerJoined: Presence(ref json, "peer-joined"u8, e); break;
            case EventKind.PeerUpdated: Presence(ref json, "peer-updated"u8, e); break;
            case EventKind.PeerSuspended: Presence(ref json, "peer-suspended"u8, e); break;
            case EventKind.PeerResumed: Presence(ref json, "peer-resumed"u8, e); break;
            case EventKind.PeerReset: Presence(ref json, "peer-reset"u8, e); break;
            default: throw new InvalidOperationException($"The native protocol has no message for {e.Kind}.");
        }

        return json.Written;
    }

    public static ReadOnlySpan<byte> Move(MoveNotice notice)
    {
        var json = new JsonText();
        Field(ref json, """{"type":"move","afterMs":"""u8, notice.AfterMs);
        if (notice.Url is { } url) Field(ref json, ""","url":"""u8, url);
        json.Raw("}"u8);
        return json.Written;
    }

    public static ReadOnlySpan<byte> IceServers(ReadOnlySpan<byte> servers)
    {
        var json = new JsonText();
        json.Raw("""{"type":"ice-servers","iceServers":"""u8);
        json.Raw(servers);
        json.Raw("}"u8);
        return json.Written;
    }

    private static void Signal(ref JsonText json, in ClientEvent e)
    {
        var signal = e.Signal;
        json.Raw(signal.Kind switch
        {
            SignalKind.Offer => """{"type":"offer","fromPeerId":"""u8,
            SignalKind.Answer => """{"type":"answer","fromPeerId":"""u8,
            SignalKind.Candidate => """{"type":"ice-candidate","fromPeerId":"""u8,
            SignalKind.Message => """{"type":"message","fromPeerId":"""u8,
            _ => """{"type":"applied","fromPeerId":"""u8,
        });
        json.String(e.Peer!.PeerId);
        Field(ref json, ""","instance":"""u8, e.Peer.Instance);
        Field(ref json, ""","fromSeq":"""u8, signal.Kind == SignalKind.Applied ? signal.AppliedNumber : signal.Number);
        if (e.Seq != 0) Field(ref json, ""","seq":"""u8, e.Seq);
        if (signal.Negotiation != 0) Field(ref json, ""","negotiation":"""u8, signal.Negotiation);
        if (signal.Connection is { } label) Field(ref json, ""","connection":"""u8, label);
        if (signal.Ufrag is { } ufrag) Field(ref json, ""","ufrag":"""u8, ufrag);
        if (!signal.Payload.IsEmpty)
        {
            json.Raw(signal.Kind switch
            {
                SignalKind.Offer or SignalKind.Answer => ""","sdp":"""u8,
                SignalKind.Candidate => ""","candidate":"""u8,
                SignalKind.Message => ""","data":"""u8,
                _ => ""","error":"""u8,
            });
            json.Raw(signal.Payload.Span);
        }

        json.Raw("}"u8);
    }

    private static void Presence(ref JsonText json, ReadOnlySpan<byte> type, in ClientEvent e)
    {
        json.Raw("""{"type":" """u8[..9]);
        json.Raw(type);
        Field(ref json, "\",\"peerId\":"u8, e.Peer!.PeerId);
        Field(ref json, ""","instance":"""u8, e.Peer.Instance);
        if (e.Seq != 0) Field(ref json, ""","seq":"""u8, e.Seq);
        if (e.Code is { } reason)
        {
            Field(ref json, ""","reason":"""u8, reason.Name);
        }
        else
        {
            json.Raw(""","polite":"""u8);
            json.Bool(e.Polite);
            if (!e.Peer.Data.IsEmpty)
            {
                json.Raw(""","data":"""u8);
                json.Raw(e.Peer.Data.Span);
            }
        }

        json.Raw("}"u8);
    }

    private static void Ack(ref JsonText json, AckRanges acked)
    {
        Field(ref json, """{"type":"ack","seen":"""u8, acked.Seen);
        for (var i = 0; i < acked.Also.Count; i++)
        {
            Field(ref json, i == 0 ? ""","also":[["""u8 : ",["u8, acked.Also[i].From);
            Field(ref json, ","u8, acked.Also[i].To);
            json.Raw("]"u8);
        }

        json.Raw(acked.Also.Count == 0 ? "}"u8 : "]}"u8);
    }

    private static void Undelivered(ref JsonText json, in ClientEvent e)
    {
        Field(ref json, """{"type":"undelivered","seq":"""u8, e.Number);
        Field(ref json, ""","targetPeerId":"""u8, e.Target!);
        Field(ref json, ""","code":"""u8, e.Code!.Name);
        json.Raw("}"u8);
    }

    private static void Glare(ref JsonText json, in ClientEvent e)
    {
        Field(ref json, """{"type":"glare","targetPeerId":"""u8, e.Target!);
        Field(ref json, ""","negotiation":"""u8, e.Negotiation);
        Field(ref json, ""","seq":"""u8, e.Number);
        json.Raw(""","won":"""u8);
        json.Bool(e.Flag);
        if (e.Connection is { } label) Field(ref json, ""","connection":"""u8, label);
        json.Raw("}"u8);
    }

    private static void Error(ref JsonText json, in ClientEvent e)
    {
        Field(ref json, """{"type":"error","code":"""u8, e.Code!.Name);
        Field(ref json, ""","message":"""u8, e.Code.Sentence);
        Field(ref json, ""","retry":"""u8, e.Code.Retry switch { Retry.Now => "now", Retry.After => "after", _ => "never" });
        if (e.RetryAfterMs != 0) Field(ref json, ""","retryAfterMs":"""u8, e.RetryAfterMs);
        if (e.Number != 0) Field(ref json, ""","seq":"""u8, e.Number);
        json.Raw("}"u8);
    }

    internal static void Field(ref JsonText json, scoped ReadOnlySpan<byte> before, string value)
    {
        json.Raw(before);
        json.String(value);
    }

    internal static void Field(ref JsonText json, scoped ReadOnlySpan<byte> before, long value)
    {
        json.Raw(before);
        json.Number(value);
    }
}
