using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>What is answered to an upgrade request: RFC 6455 section 4.2.2, or why not.</summary>
internal static class UpgradeAnswer
{
    private static readonly int AcceptHeadBytes = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "u8.Length;

    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>The longest answer, besides the subprotocol.</summary>
    public const int AcceptBytesMax = 256;

    /// <summary>Writes the answer that makes the connection a WebSocket; returns its length.</summary>
    public static int Accept(string key, string? subprotocol, Span<byte> to)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        Span<byte> text = stackalloc byte[24 + Magic.Length];
        Encoding.ASCII.GetBytes(key, text);
        Encoding.ASCII.GetBytes(Magic, text[24..]);
        Hash(text, hash);
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "u8.CopyTo(to);
        var length = AcceptHeadBytes;
        Base64.EncodeToUtf8(hash, to[length..], out _, out var written);
        length += written;
        length += Encoding.ASCII.GetBytes(subprotocol is null ? "\r\n" : "\r\nSec-WebSocket-Protocol: ", to[length..]);
        if (subprotocol is not null) length += Encoding.ASCII.GetBytes(subprotocol + "\r\n", to[length..]);
        "\r\n"u8.CopyTo(to[length..]);
        return length + 2;
    }

    /// <summary>The answer that says why not; the connection is closed after it.</summary>
    public static byte[] Refuse(HttpStatusCode status)
    {
        var (words, sentence) = status switch
        {
            HttpStatusCode.UpgradeRequired => ("Upgrade Required", "Connect with a WebSocket, version 13."),
            HttpStatusCode.RequestTimeout => ("Request Timeout", "The request did not come in time."),
            HttpStatusCode.RequestHeaderFieldsTooLarge => ("Request Header Fields Too Large", "The request's head is larger than 8 KiB."),
            _ => ("Bad Request", "The request is not a WebSocket's."),
        };
        var more = status == HttpStatusCode.UpgradeRequired ? "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" : "";
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {(int)status} {words}\r\n{more}Content-Type: text/plain\r\nContent-Length: {sentence.Length + 1}\r\nConnection: close\r\n\r\n{sentence}\n");
    }

    /// <summary>The answer of whoever looked at the request.</summary>
    public static byte[] Refuse(Refusal refusal)
    {
        var retry = refusal.RetryAfterSeconds > 0 ? $"Retry-After: {refusal.RetryAfterSeconds}\r\n" : "";
        return Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {refusal.Status} {Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(refusal.Status)}\r\n{retry}Content-Type: application/json\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(refusal.Json)}\r\nConnection: close\r\n\r\n{refusal.Json}");
    }

    // RFC 6455 asks for SHA-1; it protects nothing here.
#pragma warning disable CA5350
    private static void Hash(ReadOnlySpan<byte> text, Span<byte> hash) => SHA1.HashData(text, hash);
#pragma warning restore CA5350
}
