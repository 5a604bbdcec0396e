using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>A listening socket. A loop accepts; what turns out not to be ours comes out here, as Kestrel's.</summary>
internal sealed class LeanListener : IConnectionListener
{
    private readonly Channel<Socket> _handedOver = Channel.CreateUnbounded<Socket>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SocketConnectionContextFactory _factory;
    private readonly LeanServer _server;
    private readonly Accepting _accepting;

    public LeanListener(LeanLoop loop, LeanServer server, Socket socket, SocketConnectionContextFactory factory)
    {
        _server = server;
        _factory = factory;
        EndPoint = socket.LocalEndPoint!;
        _accepting = new Accepting(loop, this, socket);
        _accepting.Begin();
    }

    public EndPoint EndPoint { get; }

    /// <summary>The next connection of Kestrel's.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _handedOver.Reader.WaitToReadAsync(cancellationToken))
        {
            if (!_handedOver.Reader.TryRead(out var socket)) continue;
            var connection = _factory.Create(socket);
            connection.ConnectionClosed.UnsafeRegister(static server => ((LeanServer)server!).Left(), _server);
            return connection;
        }

        return null;
    }

    /// <summary>The descriptor is Kestrel's from now on.</summary>
    public void HandOver(int fd)
    {
        var handle = new SafeSocketHandle(fd, ownsHandle: true);
        Socket socket;
        try
        {
            socket = new Socket(handle);
        }
        catch (SocketException)
        {
            handle.Dispose();
            _server.Left(); // the client is gone already
            return;
        }

        if (_handedOver.Writer.TryWrite(socket)) return;
        socket.Dispose();
        _server.Left();
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _accepting.EndAsync();
        _handedOver.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        while (_handedOver.Reader.TryRead(out var socket))
        {
            socket.Dispose();
            _server.Left();
        }

        _factory.Dispose();
        _server.Dispose();
    }

    private sealed class Accepting(LeanLoop loop, LeanListener listener, Socket socket) : LoopEntry(loop)
    {
        private const int AcceptsMax = 64; // others have their turn, too

        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int _fd = (int)socket.SafeHandle.DangerousGetHandle();
        private bool _isPaused;

        public void Begin() => Loop.Add(_fd, this, Epoll.Readable);

        public Task EndAsync()
        {
            if (!_ended.Task.IsCompleted) Loop.Post(End); // an accept may be going on there
            return _ended.Task;
        }

        public override void OnReady(uint ready)
        {
            for (var i = 0; i < AcceptsMax; i++)
            {
                var fd = Libc.Accept(_fd);
                if (fd >= 0)
                {
                    if (!listener._server.TryEnter(fd, listener)) Libc.Close(fd);
                }
                else if (Libc.LastError == Libc.Again)
                {
                    return;
                }
                else if (Libc.LastError is not (Libc.Interrupted or Libc.Aborted))
                {
                    _isPaused = true; // no descriptors or no memory: the socket would stay readable, and the loop spin
                    Loop.Change(_fd, 0);
                    return;
                }
            }
        }

        public override void OnSweep(int now)
        {
            if (!_isPaused) return;
            _isPaused = false;
            Loop.Change(_fd, Epoll.Readable);
        }

        public override void End()
        {
            if (_ended.Task.IsCompleted) return;
            Loop.Forget(_fd);
            socket.Dispose();
            _ended.SetResult();
        }
    }
}
