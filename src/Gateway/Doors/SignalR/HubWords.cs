using System.Text;
using System.Text.Json;
using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>What a hub says, in frames of SignalR's JSON protocol. Those that are spans are valid until the thread writes JSON again.</summary>
internal static class HubWords
{
    private const int SlowRetryMs = 1_000;

    // Every native message begins with its type (NativeEncoder).
    private const int NameStart = 9;

    /// <summary>What an event has around the native message; our types are short words.</summary>
    private const int AroundEventBytesMax = 96;

    /// <summary>Why a client that does not read is closed.</summary>
    public static readonly ReadOnlyMemory<byte> Slow = MakeSlow();

    public static ReadOnlySpan<byte> HandshakeAnswer => "{}\u001e"u8;

    public static ReadOnlySpan<byte> Ping => "{\"type\":6}\u001e"u8;

    public static ReadOnlySpan<byte> HandshakeError(string error)
    {
        var json = new JsonText();
        json.Raw("{\"error\":"u8);
        json.String(error);
        json.Raw("}\u001e"u8);
        return json.Written;
    }

    /// <summary>The outcome of an invocation. The words before the code are SignalR's own.</summary>
    public static ReadOnlySpan<byte> Completion(ReadOnlySpan<byte> invocationId, ReadOnlySpan<byte> target, Code? fault)
    {
        var json = new JsonText();
        json.Raw("{\"type\":3,\"invocationId\":"u8);
        json.Raw(invocationId);
        if (fault is null)
        {
            json.Raw(",\"result\":null}\u001e"u8);
        }
        else
        {
            json.Raw(",\"error\":\"An unexpected error occurred invoking '"u8);
            json.Raw(target[1..^1]);
            json.Raw("' on the server. HubException: "u8);
            json.Raw(Encoding.UTF8.GetBytes(fault.Name));
            json.Raw(": "u8);
            json.Raw(JsonEncodedText.Encode(fault.Sentence).EncodedUtf8Bytes);
            json.Raw("\"}\u001e"u8);
        }

        return json.Written;
    }

    /// <summary>SignalR's close message: a sentence, and whether to connect again.</summary>
    public static ReadOnlySpan<byte> Close(string? error, bool mayReconnect)
    {
        var json = new JsonText();
        json.Raw("{\"type\":7"u8);
        if (error is not null)
        {
            json.Raw(",\"error\":"u8);
            json.String(error);
        }

        if (mayReconnect) json.Raw(",\"allowReconnect\":true"u8);
        json.Raw("}\u001e"u8);
        return json.Written;
    }

    public static int EventBytesMax(ReadOnlySpan<byte> native) => native.Length + AroundEventBytesMax;

    /// <summary>Writes a native message as an event of its own type; returns its length.</summary>
    public static int WriteEvent(ReadOnlySpan<byte> native, Span<byte> to)
    {
        var name = native[NameStart..];
        name = name[..name.IndexOf((byte)'"')];
        var length = 0;
        Add("{\"type\":1,\"target\":\""u8, to, ref length);
        Add(name, to, ref length);
        Add("\",\"arguments\":["u8, to, ref length);
        Add(native, to, ref length);
        Add("]}\u001e"u8, to, ref length);
        return length;
    }

    private static void Add(ReadOnlySpan<byte> bytes, Span<byte> to, ref int length)
    {
        bytes.CopyTo(to[length..]);
        length += bytes.Length;
    }

    private static byte[] MakeSlow()
    {
        var slow = Reasons.SlowReader;
        var native = NativeEncoder.Encode(new ClientEvent { Kind = EventKind.Error, Code = slow, RetryAfterMs = SlowRetryMs }).ToArray();
        var frame = new byte[EventBytesMax(native)];
        return [.. frame.AsSpan(0, WriteEvent(native, frame)), .. Close($"{slow.Name}: {slow.Sentence}", mayReconnect: true)];
    }
}
