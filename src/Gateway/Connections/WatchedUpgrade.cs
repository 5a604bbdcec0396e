using Microsoft.AspNetCore.Http.Features;

namespace Signaling.Gateway.Connections;

/// <summary>
/// An upgrade of Kestrel's whose stream tells when something was read. .NET's WebSocket answers pings and takes pongs without a word, and
/// a client that only listens gives no other sign of life.
/// </summary>
internal sealed class WatchedUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
{
    private const int LingerBytes = 1 << 10;

    private Action? _onRead;
    private Stream? _inner;

    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => new WatchedStream(_inner = await inner.UpgradeAsync(), () => _onRead?.Invoke());

    /// <summary>Has every read told from now on.</summary>
    public void Watch(Action onRead) => _onRead = onRead;

    /// <summary>
    /// Reads on until the client answers the close or goes, or for a time. A WebSocket that fails says why with a close frame, and Kestrel would
    /// reset the connection before that has gone out.
    /// </summary>
    public async Task LingerAsync(int milliseconds)
    {
        using var limit = new CancellationTokenSource(milliseconds);
        try
        {
            var buffer = new byte[LingerBytes];
            var count = 1;
            while (_inner is not null && count > 0 && !EndsWithClose(buffer.AsSpan(0, count))) count = await _inner.ReadAsync(buffer, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // Gone, or time is up.
        }
    }

    /// <summary>Whether the last frame in here is a close frame: masked, and with at most 125 bytes of payload (RFC 6455 section 5.5).</summary>
    private static bool EndsWithClose(ReadOnlySpan<byte> bytes)
    {
        for (var i = bytes.Length - 6; i >= 0 && i >= bytes.Length - 6 - 125; i--)
        {
            if (bytes[i] == 0x88 && bytes[i + 1] == (0x80 | (bytes.Length - i - 6))) return true;
        }

        return false;
    }

    private sealed class WatchedStream(Stream inner, Action onRead) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            if (count > 0) onRead();
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.WriteAsync(buffer, offset, count, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
