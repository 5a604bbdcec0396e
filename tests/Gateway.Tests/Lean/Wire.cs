using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Signaling.Gateway.Tests.Lean;

/// <summary>A gateway with one of the two transports, for clients that speak in bytes.</summary>
internal sealed class WireGateway(TestGateway gateway) : IAsyncDisposable
{
    public static async Task<WireGateway> StartAsync(string transport, params string[] settings) =>
        new(await TestGateway.StartAsync(null, null, [$"Transport={transport}", .. settings]));

    public Task StopAsync() => gateway.StopAsync();

    /// <summary>A socket that has said nothing.</summary>
    public async Task<WireClient> ConnectAsync(int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0) socket.ReceiveBufferSize = receiveBuffer;
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Address.Port);
        return new WireClient(socket);
    }

    /// <summary>A WebSocket that has not joined.</summary>
    public async Task<WireClient> OpenAsync(int receiveBuffer = 0)
    {
        var client = await ConnectAsync(receiveBuffer);
        await client.SendAsync(WireClient.Upgrade());
        Assert.StartsWith("HTTP/1.1 101 ", await client.HeadAsync(), StringComparison.Ordinal);
        return client;
    }

    /// <summary>A WebSocket whose peer is in a room.</summary>
    public async Task<WireClient> JoinAsync(string room, string peer, int receiveBuffer = 0)
    {
        var client = await OpenAsync(receiveBuffer);
        await client.SendAsync(Frames.Text($$"""{"type":"join-room","room":"{{room}}","peerId":"{{peer}}"}"""));
        Assert.Contains("existing-peers", await client.TextAsync(), StringComparison.Ordinal);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        Assert.Empty(gateway.Log.Faults);
    }
}

/// <summary>A client that sends any bytes, in any pieces.</summary>
internal sealed class WireClient(Socket socket) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public Socket Socket => socket;

    /// <summary>The head of the answer, for whoever has read it.</summary>
    public string? Head { get; set; }

    public static byte[] Upgrade(string path = "/signal", string more = "") => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{more}\r\n");

    public async Task SendAsync(params byte[][] parts)
    {
        using var limit = new CancellationTokenSource(Limit);
        await _stream.WriteAsync(parts.SelectMany(part => part).ToArray(), limit.Token);
    }

    /// <summary>Sends each byte in a packet of its own, as far as that can be had.</summary>
    public async Task SendSlowlyAsync(byte[] bytes)
    {
        foreach (var one in bytes)
        {
            await SendAsync([one]);
            await Task.Yield();
        }
    }

    /// <summary>The head of an HTTP answer.</summary>
    public async Task<string> HeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await ReadAsync(1))[0]);
        return head.ToString();
    }

    /// <summary>All that still comes.</summary>
    public async Task<string> RestAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var reader = new StreamReader(_stream, leaveOpen: true);
        return await reader.ReadToEndAsync(limit.Token);
    }

    /// <summary>The next frame of the server, as text: its opcode and its payload, a close with its code; "end" or "reset" without one.</summary>
    public async Task<string> NextAsync()
    {
        try
        {
            var head = await ReadAsync(2);
            Assert.Equal(0x80, head[0] & 0xF0);
            long length = head[1];
            if (length == 126) length = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2));
            else if (length == 127) length = BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8));
            var payload = await ReadAsync((int)length);
            return (head[0] & 15) switch
            {
                1 => "text " + Encoding.UTF8.GetString(payload),
                8 => payload.Length < 2 ? "close" : $"close {BinaryPrimitives.ReadUInt16BigEndian(payload)}",
                9 => "ping",
                10 => "pong " + Encoding.UTF8.GetString(payload),
                var opcode => $"opcode {opcode}",
            };
        }
        catch (EndOfStreamException)
        {
            return "end";
        }
        catch (IOException)
        {
            return "reset";
        }
    }

    /// <summary>The next text message.</summary>
    public async Task<string> TextAsync()
    {
        while (true)
        {
            var next = await NextAsync();
            if (next.StartsWith("text ", StringComparison.Ordinal)) return next[5..];
            if (next is not "ping") Assert.Fail($"Expected a text message, got {next}.");
        }
    }

    /// <summary>Reads until a message that holds this.</summary>
    public async Task<string> UntilAsync(string part)
    {
        while (true)
        {
            var next = await NextAsync();
            if (next.Contains(part, StringComparison.Ordinal)) return next;
            if (next is "end" or "reset" || next.StartsWith("close", StringComparison.Ordinal)) Assert.Fail($"Expected {part}, got {next}.");
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        using var limit = new CancellationTokenSource(Limit);
        await _stream.ReadExactlyAsync(bytes, limit.Token);
        return bytes;
    }
}
