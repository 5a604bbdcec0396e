using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace Signaling.TestKit;

/// <summary>
/// A client of the native protocol that does what the test says and nothing by itself: no acknowledgements, no resumes. What comes is
/// kept in order; waiting has a limit.
/// </summary>
public sealed class NativeClient : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly ConcurrentDictionary<string, bool> Met = new();

    private readonly ClientWebSocket _socket;
    private readonly Channel<NativeText> _received = Channel.CreateUnbounded<NativeText>();
    private readonly TaskCompletionSource<(int Code, string Reason)> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpMessageInvoker? _invoker;
    private Task _reading = Task.CompletedTask;

    private NativeClient(ClientWebSocket socket, HttpMessageInvoker? invoker) => (_socket, _invoker) = (socket, invoker);

    /// <summary>Every code that any client of this process was given: in errors, reports, reasons and closes.</summary>
    public static IReadOnlyCollection<string> CodesMet => [.. Met.Keys];

    /// <summary>The subprotocol that the server selected.</summary>
    public string? Subprotocol => _socket.SubProtocol;

    /// <summary>Connects. One that does not read takes little into its buffers, and reads from <see cref="StartReading"/> on.</summary>
    public static async Task<NativeClient> ConnectAsync(Uri address, string? subprotocol = null, bool reads = true)
    {
        var socket = new ClientWebSocket();
        if (subprotocol is not null) socket.Options.AddSubProtocol(subprotocol);
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        var invoker = reads ? null : new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = ConnectSmallAsync });
        using var limit = new CancellationTokenSource(Limit);
        if (invoker is null) await socket.ConnectAsync(address, limit.Token);
        else await socket.ConnectAsync(address, invoker, limit.Token);
        var client = new NativeClient(socket, invoker);
        if (reads) client.StartReading();
        return client;
    }

    public void StartReading() => _reading = Task.Run(ReadAsync);

    /// <summary>Sends one text message.</summary>
    public Task SendAsync(string json) => SendAsync(Encoding.UTF8.GetBytes(json));

    /// <summary>Sends one frame of any content.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Text, bool ends = true)
    {
        using var limit = new CancellationTokenSource(Limit);
        await _socket.SendAsync(bytes, type, ends, limit.Token);
    }

    /// <summary>Sends what the server may have no ear for any more; false when the connection has ended.</summary>
    public async Task<bool> TrySendAsync(string json)
    {
        try
        {
            await SendAsync(json);
            return true;
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The next message, whatever it is.</summary>
    public async Task<NativeText> NextAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return await _received.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Nothing came within {Limit}.");
        }
        catch (ChannelClosedException)
        {
            var (code, reason) = await _closed.Task;
            throw new InvalidOperationException($"The connection ended with {code} {reason}, where a message was expected.");
        }
    }

    /// <summary>The next message, which must be of this type.</summary>
    public async Task<NativeText> NextAsync(string type)
    {
        var message = await NextAsync();
        return message.Type == type ? message : throw new InvalidOperationException($"Expected {type}, got {message.Raw}");
    }

    /// <summary>The next message of this type; those before it are of no interest.</summary>
    public async Task<NativeText> SkipToAsync(string type)
    {
        while (true)
        {
            var message = await NextAsync();
            if (message.Type == type) return message;
        }
    }

    /// <summary>The next message, which must be an error with this code.</summary>
    public async Task<NativeText> NextErrorAsync(string code)
    {
        var message = await NextAsync("error");
        return message.Text("code") == code ? message : throw new InvalidOperationException($"Expected {code}, got {message.Raw}");
    }

    /// <summary>What has come before the answer to a ping sent now: all that was caused by what is done already.</summary>
    public async Task<IReadOnlyList<NativeText>> FenceAsync()
    {
        await SendAsync("""{"type":"ping"}""");
        var before = new List<NativeText>();
        while (true)
        {
            var message = await NextAsync();
            if (message.Type == "pong") return before;
            before.Add(message);
        }
    }

    /// <summary>Waits for the end of the connection and gives the server's close code: 1006 when it sent none.</summary>
    public async Task<int> ClosedAsync() => (await _closed.Task.WaitAsync(Limit)).Code;

    /// <summary>Closes with a code, and waits for the answer.</summary>
    public async Task CloseAsync(int code)
    {
        using var limit = new CancellationTokenSource(Limit);
        await _socket.CloseOutputAsync((WebSocketCloseStatus)code, null, limit.Token);
        await _closed.Task.WaitAsync(limit.Token);
    }

    /// <summary>Ends the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _invoker?.Dispose();
    }

    private static async ValueTask<Stream> ConnectSmallAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8 << 10, NoDelay = true };
        await socket.ConnectAsync(context.DnsEndPoint, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task ReadAsync()
    {
        var (code, reason) = (1006, "");
        try
        {
            var buffer = new byte[16 << 10];
            var text = new MemoryStream();
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close) break;
                text.Write(buffer, 0, result.Count);
                if (!result.EndOfMessage) continue;
                Take(new NativeText(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length)));
                text.SetLength(0);
            }

            (code, reason) = ((int?)_socket.CloseStatus ?? 1005, _socket.CloseStatusDescription ?? "");
            Met[reason] = true;
            if (_socket.State == WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(_socket.CloseStatus ?? WebSocketCloseStatus.Empty, null, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // Broken: 1006 unless a close frame had come.
        }
        finally
        {
            _closed.TrySetResult((code, reason));
            _received.Writer.TryComplete();
        }
    }

    private void Take(NativeText message)
    {
        foreach (var name in (string[])["code", "reason"])
        {
            if (message.Has(name)) Met[message.Text(name)] = true;
        }

        _received.Writer.TryWrite(message);
    }
}
