using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Doors.PeerJs;

/// <summary>Writes what PeerServer would say.</summary>
internal static class PeerJsEncoder
{
    /// <summary>A LEAVE on its way through the room.</summary>
    public static ReadOnlyMemory<byte> LeaveNote { get; } = """{"peerjs":{"type":"LEAVE"}}"""u8.ToArray();

    /// <summary>A message of another peer; false when it has no form here.</summary>
    public static bool TryRelay(ref JsonText json, in ClientEvent e, string receiver)
    {
        var kind = e.Signal.Kind;
        var isLeave = kind == SignalKind.Message && e.Signal.Payload.Span.SequenceEqual(LeaveNote.Span);
        if (!isLeave && kind is not (SignalKind.Offer or SignalKind.Answer or SignalKind.Candidate)) return false;
        json.Raw(kind switch
        {
            SignalKind.Offer => """{"type":"OFFER","src":"""u8,
            SignalKind.Answer => """{"type":"ANSWER","src":"""u8,
            SignalKind.Candidate => """{"type":"CANDIDATE","src":"""u8,
            _ => """{"type":"LEAVE","src":"""u8,
        });
        json.String(e.Peer!.PeerId);
        json.Raw(""","dst":"""u8);
        json.String(receiver);
        if (!isLeave)
        {
            json.Raw(""","payload":"""u8);
            if (!PeerJsPayload.TryWrite(ref json, e.Signal)) return false;
        }

        json.Raw("}"u8);
        return true;
    }

    /// <summary>A peer is not there.</summary>
    public static void Expire(ref JsonText json, string absent, string receiver)
    {
        json.Raw("""{"type":"EXPIRE","src":"""u8);
        json.String(absent);
        json.Raw(""","dst":"""u8);
        json.String(receiver);
        json.Raw("}"u8);
    }

    /// <summary>A refusal or the reason for a close; false where the close says it all. Clients give up at an ERROR, so it is for what is final.</summary>
    public static bool TryRefuse(ref JsonText json, Code code)
    {
        if (code == Reasons.PeerIdTaken) json.Raw("""{"type":"ID-TAKEN","payload":{"msg":"ID is taken"}}"""u8);
        else if (code == Reasons.ServerFull) Error(ref json, "Server has reached its concurrent user limit");
        else if (code.Close is CloseCodes.Unauthorized or CloseCodes.Removed) Error(ref json, code.Sentence);
        else if (code.Close == 0) Notice(ref json, code);
        else return false;
        return true;
    }

    public static void Error(ref JsonText json, string sentence)
    {
        json.Raw("""{"type":"ERROR","payload":{"msg":"""u8);
        json.String(sentence);
        json.Raw("}}"u8);
    }

    /// <summary>What went wrong and ends nothing. PeerServer says nothing there; the client logs a type that it does not know.</summary>
    public static void Notice(ref JsonText json, Code code)
    {
        json.Raw("""{"type":"NOTICE","payload":{"code":"""u8);
        json.String(code.Name);
        json.Raw(""","msg":"""u8);
        json.String(code.Sentence);
        json.Raw("}}"u8);
    }
}
