using System.Text;
using System.Text.Json;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>The packet types of Socket.IO 5.</summary>
internal enum SocketType : byte
{
    Connect = (byte)'0',
    Disconnect = (byte)'1',
    Event = (byte)'2',
    Ack = (byte)'3',
    ConnectError = (byte)'4',
    BinaryEvent = (byte)'5',
    BinaryAck = (byte)'6',
}

/// <summary>One packet of a client: <c>type[attachments-][/namespace,][ack id][json]</c>.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Attachments">How many binary messages follow.</param>
/// <param name="Namespace">Its namespace; / is the main one.</param>
/// <param name="AckId">The number to answer with; -1 for none.</param>
/// <param name="Json">The payload; undefined where there is none.</param>
internal sealed record SocketPacket(SocketType Type, int Attachments, string Namespace, long AckId, JsonElement Json)
{
    private const int AttachmentsMax = 10;
    private const int NamespaceBytesMax = 256;
    private const int IdDigitsMax = 15;

    private static readonly HashSet<string> Reserved = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

    /// <summary>Reads one; null when it breaks the protocol. It holds on to nothing of <paramref name="utf8"/>.</summary>
    public static SocketPacket? Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || utf8[0] is < (byte)SocketType.Connect or > (byte)SocketType.BinaryAck) return null;
        var type = (SocketType)utf8[0];
        utf8 = utf8[1..];
        var attachments = 0L;
        if (type is SocketType.BinaryEvent or SocketType.BinaryAck)
        {
            attachments = Digits(ref utf8);
            if (attachments is < 0 or > AttachmentsMax || utf8.IsEmpty || utf8[0] != (byte)'-') return null;
            utf8 = utf8[1..];
        }

        var name = "/";
        if (!utf8.IsEmpty && utf8[0] == (byte)'/')
        {
            var end = utf8.IndexOf((byte)',');
            var bytes = end < 0 ? utf8 : utf8[..end];
            if (bytes.Length > NamespaceBytesMax) return null;
            name = Encoding.UTF8.GetString(bytes);
            utf8 = end < 0 ? [] : utf8[(end + 1)..];
        }

        var id = Digits(ref utf8);
        return id < -1 || Parse(utf8) is not { } json || !Fits(type, id, json) ? null : new SocketPacket(type, (int)attachments, name, id, json);
    }

    /// <summary>A number and the way past it; -1 when there is none, -2 when it is too long.</summary>
    private static long Digits(ref ReadOnlySpan<byte> utf8)
    {
        var count = utf8.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (count < 0) count = utf8.Length;
        if (count == 0) return -1;
        if (count > IdDigitsMax) return -2;
        var value = 0L;
        foreach (var digit in utf8[..count]) value = (value * 10) + digit - '0';
        utf8 = utf8[count..];
        return value;
    }

    private static JsonElement? Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return default(JsonElement);
        try
        {
            return JsonElement.Parse(utf8);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Fits(SocketType type, long id, JsonElement json) => type switch
    {
        SocketType.Connect => id < 0 && json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Object,
        SocketType.Disconnect => id < 0 && json.ValueKind == JsonValueKind.Undefined,
        SocketType.Event or SocketType.BinaryEvent => json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 0 && IsName(json[0]),
        SocketType.Ack or SocketType.BinaryAck => id >= 0 && json.ValueKind == JsonValueKind.Array,
        _ => false,
    };

    private static bool IsName(JsonElement name) =>
        name.ValueKind == JsonValueKind.Number || (name.ValueKind == JsonValueKind.String && JsonFields.Text(name) is { } text && !Reserved.Contains(text));
}
