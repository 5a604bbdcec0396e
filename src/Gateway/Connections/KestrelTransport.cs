using System.Buffers;
using System.Net.WebSockets;
using Signaling.Core.Codes;

namespace Signaling.Gateway.Connections;

/// <summary>A WebSocket of Kestrel's. Reads with no buffer until something has come; one writer at a time, started by whoever flushes.</summary>
internal sealed partial class KestrelTransport(WebSocket socket, TransportLimits limits, ILogger logger) : ITransport, IDisposable
{
    private const int ReadBufferBytes = 4 << 10;
    private const int ProtocolError = (int)WebSocketCloseStatus.ProtocolError;

    private readonly Outbox _outbox = new(limits.OutboxBytes);
    private readonly CancellationTokenSource _abort = new();
    private (int Code, string Reason)? _closing;
    private int _closeSent;
    private IConnection? _connection;

    public void Send(ReadOnlySpan<byte> utf8) => Add(utf8, isBinary: false);

    public void SendBinary(ReadOnlySpan<byte> data) => Add(data, isBinary: true);

    private void Add(ReadOnlySpan<byte> message, bool isBinary)
    {
        if (_outbox.TryAdd(message, isBinary)) return;
        _outbox.Close(_closing is null && _connection is { } connection ? connection.WordsForSlow.Span : default);
        Close(Reasons.SlowReader.Close, Reasons.SlowReader.Name);
    }

    public void Flush()
    {
        // The close frame goes out behind what is queued, so only whoever takes may send it.
        if (_outbox.TryBegin(evenEmpty: _closing is not null)) _ = WriteAsync();
    }

    /// <summary>.NET's WebSocket sends the pings itself, with its keep-alive interval.</summary>
    public void Ping()
    {
    }

    public void Close(int code, string reason)
    {
        _closing ??= (code, reason);
        try
        {
            _abort.CancelAfter(limits.CloseMs);
        }
        catch (ObjectDisposedException)
        {
            // It is closed already; the engine may learn of that later.
        }
    }

    public void Dispose() => _abort.Dispose();

    /// <summary>Reads until the end and tells the connection all of it.</summary>
    /// <param name="connection">The door's end.</param>
    /// <param name="inParts">Messages are told piece by piece, as they come.</param>
    /// <returns>Whether the client broke the rules of WebSocket, so that .NET's ended with a close frame of its own.</returns>
    public async Task<bool> RunAsync(IConnection connection, bool inParts = false)
    {
        _connection = connection;
        var code = (int)WebSocketCloseStatus.EndpointUnavailable;
        try
        {
            code = await ReadAsync(connection, inParts);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            code = e is WebSocketException { WebSocketErrorCode: WebSocketError.InvalidMessageType or WebSocketError.Faulted or WebSocketError.HeaderError } ? ProtocolError : 1006;
        }
        catch (Exception e)
        {
            LogFault(logger, e);
            code = 1006;
            Close(1011, "internal-error");
            Flush();
        }
        finally
        {
            _outbox.Close();
            connection.OnClosed(code);

            // No abort: Kestrel would drop what it has not written yet, and with it the close frame.
            _abort.CancelAfter(limits.CloseMs);
            if (socket.State is WebSocketState.CloseReceived or WebSocketState.Open) await CloseOutputAsync();
        }

        return code == ProtocolError;
    }

    private async Task<int> ReadAsync(IConnection connection, bool inParts)
    {
        while (true)
        {
            var result = await socket.ReceiveAsync(Memory<byte>.Empty, _abort.Token);
            if (result.MessageType == WebSocketMessageType.Close) return (int?)socket.CloseStatus ?? 1005;
            var buffer = ArrayPool<byte>.Shared.Rent(ReadBufferBytes);
            try
            {
                var length = 0;
                while (!result.EndOfMessage) // an empty message has ended already
                {
                    if (length == buffer.Length) buffer = Grow(buffer);
                    result = await socket.ReceiveAsync(buffer.AsMemory(length), _abort.Token);
                    if (result.MessageType == WebSocketMessageType.Close) return (int?)socket.CloseStatus ?? 1005;
                    length += result.Count;
                    if (inParts) break;
                    if (length > limits.MessageBytes)
                    {
                        Close(Reasons.MessageTooLarge.Close, Reasons.MessageTooLarge.Name);
                        Flush();
                        return await DrainAsync(buffer);
                    }
                }

                if (result.MessageType == WebSocketMessageType.Text) connection.OnMessage(buffer.AsMemory(0, length));
                else connection.OnBinary(buffer.AsMemory(0, length));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Reads on without looking, so that the client gets our close frame instead of a reset; ends with its close or the time.</summary>
    private async Task<int> DrainAsync(byte[] buffer)
    {
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(), _abort.Token);
            if (result.MessageType == WebSocketMessageType.Close) return 1006;
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var grown = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(grown, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return grown;
    }

    private async Task WriteAsync()
    {
        try
        {
            while (_outbox.TryTake(out var message, out var isBinary))
            {
                try
                {
                    await socket.SendAsync(message.AsMemory(), isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, _abort.Token);
                }
                finally
                {
                    _outbox.Release(message);
                }
            }

            if (_closing is not null) await CloseOutputAsync();
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            _outbox.Close(); // the read side ends too, and says so
        }
    }

    private async Task CloseOutputAsync()
    {
        if (Interlocked.Exchange(ref _closeSent, 1) != 0) return;
        var (code, reason) = _closing ?? (socket.CloseStatus is { } theirs and not WebSocketCloseStatus.Empty ? (int)theirs : 1000, "");
        try
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, _abort.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            _outbox.Close();
        }
    }

    [LoggerMessage(1001, LogLevel.Error, "A connection failed inside the server.")]
    private static partial void LogFault(ILogger logger, Exception exception);
}

/// <summary>The bounds of a socket. Sizes are bytes, times milliseconds.</summary>
/// <param name="MessageBytes">The largest message it takes.</param>
/// <param name="OutboxBytes">What may wait to be written.</param>
/// <param name="CloseMs">How long a close may take.</param>
public sealed record TransportLimits(int MessageBytes, int OutboxBytes, int CloseMs);
