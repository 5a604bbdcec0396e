using System.Text;
using System.Text.Json;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>The way out of one namespace of one client. Begin a packet, append its JSON, send it; nothing goes out before a flush.</summary>
internal sealed class SocketChannel(EngineSession session, string name, Action leave)
{
    private readonly Lock _binary = new();

    public string Name => name;

    /// <summary>A packet up to where its JSON begins.</summary>
    public JsonText Begin(SocketType type, int attachments = 0, long ackId = -1)
    {
        var json = new JsonText();
        json.Raw([(byte)'4', (byte)(attachments == 0 ? type : type == SocketType.Ack ? SocketType.BinaryAck : SocketType.BinaryEvent)]);
        if (attachments > 0)
        {
            json.Number(attachments);
            json.Raw("-"u8);
        }

        if (name != "/")
        {
            json.Raw(Encoding.UTF8.GetBytes(name));
            json.Raw(","u8);
        }

        if (ackId >= 0) json.Number(ackId);
        return json;
    }

    public void Send(scoped in JsonText packet, IReadOnlyList<byte[]>? attachments = null)
    {
        if (attachments is not { Count: > 0 })
        {
            session.Send(packet.Written);
            return;
        }

        lock (_binary) // nothing may come between a packet and its attachments
        {
            session.Send(packet.Written);
            foreach (var attachment in attachments) session.SendBinary(attachment);
        }
    }

    public void Flush() => session.Flush();

    /// <summary>The client is told that it is not in the namespace any more.</summary>
    public void Disconnect()
    {
        Send(Begin(SocketType.Disconnect));
        Flush();
        leave();
    }

    /// <summary>The client was not let in.</summary>
    public void Leave() => leave();

    /// <summary>Ends the whole connection.</summary>
    public void Close(int code, string reason) => session.Close(code, reason);
}

/// <summary>A client in a namespace. All calls come one at a time, but for the shutdown.</summary>
internal interface INamespaceSocket
{
    /// <summary>The client asks to come in, with what it brings.</summary>
    void OnConnect(JsonElement auth);

    void OnEvent(SocketPacket packet, IReadOnlyList<byte[]> attachments);

    /// <summary>It left (1000), or the connection is gone, with this close code.</summary>
    void OnClosed(int code);

    void OnShutdown();

    /// <summary>Called about once a second.</summary>
    void OnTick(long nowMs)
    {
    }
}
