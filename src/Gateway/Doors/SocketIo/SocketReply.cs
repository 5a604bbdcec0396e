using Signaling.Core.Codes;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>The answer to one event: its acknowledgement where the client asked for one; otherwise only a refusal is told, as an event.</summary>
internal readonly struct SocketReply(PeerSocket socket, long ackId)
{
    public void Accept()
    {
        if (ackId < 0) return;
        var json = socket.Channel.Begin(SocketType.Ack, ackId: ackId);
        json.Raw("""[{"ok":true}]"""u8);
        socket.Channel.Send(json);
    }

    public void Refuse(Code code, int retryAfterMs)
    {
        if (ackId < 0)
        {
            Error(socket, code, retryAfterMs);
            return;
        }

        var json = socket.Channel.Begin(SocketType.Ack, ackId: ackId);
        json.Raw("[{\"ok\":false,"u8);
        Fields(ref json, code, retryAfterMs);
        json.Raw("}]"u8);
        socket.Channel.Send(json);
    }

    /// <summary>The event <c>error</c>.</summary>
    public static void Error(PeerSocket socket, Code code, int retryAfterMs)
    {
        var json = socket.BeginEvent("error");
        json.Raw("{"u8);
        Fields(ref json, code, retryAfterMs);
        json.Raw("}"u8);
        socket.EndEvent(ref json);
    }

    /// <summary>The answer to a CONNECT that is not let in: the client's <c>connect_error</c>, the code in its <c>data</c>.</summary>
    public static void RefuseConnect(PeerSocket socket, Code code, int retryAfterMs)
    {
        var json = socket.Channel.Begin(SocketType.ConnectError);
        json.Raw("{\"message\":"u8);
        json.String(code.Sentence);
        json.Raw(",\"data\":{"u8);
        Fields(ref json, code, retryAfterMs);
        json.Raw("}}"u8);
        socket.Channel.Send(json);
        socket.Channel.Flush();
    }

    private static void Fields(ref JsonText json, Code code, int retryAfterMs)
    {
        json.Raw("\"code\":"u8);
        json.String(code.Name);
        json.Raw(",\"message\":"u8);
        json.String(code.Sentence);
        json.Raw(",\"retry\":"u8);
        json.String(code.Retry switch { Retry.Never => "never", Retry.Now => "now", _ => "after" });
        if (retryAfterMs <= 0) return;
        json.Raw(",\"retryAfterMs\":"u8);
        json.Number(retryAfterMs);
    }
}
