using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Signaling.TestKit;

/// <summary>A WebSocket made by hand, for what a proper client cannot be made to send: empty closes, broken frames, any bytes.</summary>
public sealed class RawWebSocket : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly byte[] Mask = [1, 2, 3, 4];

    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private RawWebSocket(TcpClient tcp) => (_tcp, _stream) = (tcp, tcp.GetStream());

    public static async Task<RawWebSocket> ConnectAsync(Uri address)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(address.Host, address.Port);
        var raw = new RawWebSocket(tcp);
        await raw.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await raw.ReadAsync(1))[0]);
        return head.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal) ? raw : throw new InvalidOperationException(head.ToString());
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(Limit);
        await _stream.WriteAsync(bytes, limit.Token);
    }

    /// <summary>Sends a text message.</summary>
    public Task SendAsync(string text) => SendAsync(Frame(1, Encoding.UTF8.GetBytes(text)));

    /// <summary>A masked frame (RFC 6455 section 5.2).</summary>
    /// <param name="opcode">0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong.</param>
    /// <param name="payload">Its content.</param>
    /// <param name="first">The first byte's upper half: 0x80 for the last frame of a message.</param>
    public static byte[] Frame(int opcode, ReadOnlySpan<byte> payload, int first = 0x80)
    {
        var frame = new MemoryStream();
        frame.WriteByte((byte)(first | opcode));
        Span<byte> length = stackalloc byte[8];
        if (payload.Length < 126)
        {
            frame.WriteByte((byte)(0x80 | payload.Length));
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            frame.WriteByte(0x80 | 126);
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
            frame.Write(length[..2]);
        }
        else
        {
            frame.WriteByte(0x80 | 127);
            BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)payload.Length);
            frame.Write(length);
        }

        frame.Write(Mask);
        for (var i = 0; i < payload.Length; i++) frame.WriteByte((byte)(payload[i] ^ Mask[i % 4]));
        return frame.ToArray();
    }

    /// <summary>Nothing more will be sent.</summary>
    public void EndSending() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The next frame of the server, or null when the connection ended without one.</summary>
    public async Task<(int Opcode, byte[] Payload)?> NextAsync()
    {
        try
        {
            var head = await ReadAsync(2);
            long length = head[1] & 127;
            if (length == 126) length = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2));
            else if (length == 127) length = BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8));
            return (head[0] & 15, await ReadAsync((int)length));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return null;
        }
    }

    /// <summary>The server's close code, whatever else it says before: 1005 for a close without one, 1006 for none.</summary>
    public async Task<int> CloseCodeAsync()
    {
        while (await NextAsync() is { } frame)
        {
            if (frame.Opcode == 8) return frame.Payload.Length < 2 ? 1005 : BinaryPrimitives.ReadUInt16BigEndian(frame.Payload);
        }

        return 1006;
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        using var limit = new CancellationTokenSource(Limit);
        await _stream.ReadExactlyAsync(bytes, limit.Token);
        return bytes;
    }
}
