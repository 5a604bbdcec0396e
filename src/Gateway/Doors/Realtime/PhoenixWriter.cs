using System.Text;
using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>Writes frames in the version that the client speaks.</summary>
internal sealed class PhoenixWriter(ITransport transport, bool isV2)
{
    private const byte UserBroadcast = 4;

    /// <summary>Whether bytes can be sent: version 1 has no form for them.</summary>
    public bool TakesBytes => isV2;

    /// <summary>A frame up to its payload.</summary>
    public JsonText Begin(string topic, string name, string? joinRef, string? number)
    {
        var json = new JsonText();
        if (isV2)
        {
            json.Raw("["u8);
            Ref(ref json, joinRef);
            json.Raw(","u8);
            Ref(ref json, number);
            json.Raw(","u8);
            json.String(topic);
            json.Raw(","u8);
            json.String(name);
            json.Raw(","u8);
        }
        else
        {
            json.Raw("{\"ref\":"u8);
            Ref(ref json, number);
            json.Raw(",\"topic\":"u8);
            json.String(topic);
            json.Raw(",\"event\":"u8);
            json.String(name);
            json.Raw(",\"payload\":"u8);
        }

        return json;
    }

    /// <summary>Ends the frame and queues it.</summary>
    public void End(ref JsonText json)
    {
        json.Raw(isV2 ? "]"u8 : "}"u8);
        transport.Send(json.Written);
    }

    /// <summary>A frame whose payload is known.</summary>
    public void Send(string topic, string name, string? joinRef, string? number, ReadOnlySpan<byte> payload)
    {
        var json = Begin(topic, name, joinRef, number);
        json.Raw(payload);
        End(ref json);
    }

    public void ReplyOk(string topic, string? joinRef, string number) =>
        Send(topic, "phx_reply", joinRef, number, """{"status":"ok","response":{}}"""u8);

    /// <summary>A user's broadcast of bytes. The lengths are one byte each; a topic or an event that is longer was never taken in.</summary>
    public void SendBytes(string topic, string userEvent, ReadOnlySpan<byte> data)
    {
        var (topicBytes, eventBytes) = (Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(userEvent));
        if (topicBytes.Length > byte.MaxValue || eventBytes.Length > byte.MaxValue) return;
        transport.SendBinary([UserBroadcast, (byte)topicBytes.Length, (byte)eventBytes.Length, 0, 0, .. topicBytes, .. eventBytes, .. data]);
    }

    public void Flush() => transport.Flush();

    private static void Ref(ref JsonText json, string? text) => json.Raw(text is null ? "null"u8 : Encoding.UTF8.GetBytes(text));
}
