using Microsoft.AspNetCore.Connections;
using Signaling.Core.Codes;
using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>
/// A connection that ASP.NET makes of many HTTP requests, as a stream of bytes. One writer at a time, started by whoever flushes; it waits when ASP.NET's
/// own buffer is full, so that what waits is counted here.
/// </summary>
internal sealed partial class PipeTransport : ITransport, IDisposable
{
    private readonly ConnectionContext _context;
    private readonly TransportLimits _limits;
    private readonly ILogger _logger;
    private readonly Outbox _outbox;
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationTokenRegistration _onClosed;
    private IConnection? _connection;
    private volatile bool _isClosing;

    public PipeTransport(ConnectionContext context, TransportLimits limits, ILogger logger)
    {
        (_context, _limits, _logger) = (context, limits, logger);
        _outbox = new Outbox(limits.OutboxBytes);
        _cut.Token.Register(context.Abort);
        _onClosed = context.ConnectionClosed.Register(context.Transport.Input.CancelPendingRead);
    }

    public void Send(ReadOnlySpan<byte> utf8)
    {
        if (_outbox.TryAdd(utf8)) return;
        _outbox.Close(!_isClosing && _connection is { } connection ? connection.WordsForSlow.Span : default);
        Close(Reasons.SlowReader.Close, Reasons.SlowReader.Name);
    }

    public void SendBinary(ReadOnlySpan<byte> data) => throw new NotSupportedException("Server-sent events are text.");

    public void Flush()
    {
        if (_outbox.TryBegin(evenEmpty: _isClosing)) _ = WriteAsync();
    }

    public void Ping()
    {
    }

    /// <summary>Has no code on the wire.</summary>
    public void Close(int code, string reason)
    {
        _isClosing = true;
        try
        {
            _cut.CancelAfter(_limits.CloseMs);
        }
        catch (ObjectDisposedException)
        {
            // It is over already; the engine may learn of that later.
        }
    }

    public void Dispose()
    {
        _onClosed.Dispose();
        _cut.Dispose();
    }

    /// <summary>Reads until either side ends it, and tells the connection.</summary>
    public async Task RunAsync(IConnection connection)
    {
        _connection = connection;
        try
        {
            await ReadAsync(connection);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went.
        }
        catch (Exception e)
        {
            LogFault(_logger, e);
        }
        finally
        {
            _outbox.Close();
            connection.OnClosed(1006);
        }
    }

    private async Task ReadAsync(IConnection connection)
    {
        var input = _context.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync();
            if (!_isClosing)
            {
                foreach (var part in read.Buffer) connection.OnMessage(part);
            }

            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted || read.IsCanceled) return;
        }
    }

    private async Task WriteAsync()
    {
        var output = _context.Transport.Output;
        try
        {
            while (_outbox.TryTake(out var message, out _))
            {
                try
                {
                    await output.WriteAsync(message);
                }
                finally
                {
                    _outbox.Release(message);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            _outbox.Close(); // the reading side ends too, and says so
        }

        if (_isClosing) _context.Transport.Input.CancelPendingRead(); // which ends it
    }

    [LoggerMessage(1211, LogLevel.Error, "A SignalR connection failed inside the server.")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
