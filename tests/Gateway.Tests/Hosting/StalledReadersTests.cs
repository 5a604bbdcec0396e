using System.Diagnostics;
using System.Globalization;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Hosting;

/// <summary>
/// Promise P7 in a real process: clients that read nothing and acknowledge nothing are flooded by others, and the memory stays within the sum of what
/// the limits allow them. STALLED_READERS=1000 is the heavy run.
/// </summary>
public sealed class StalledReadersTests : IDisposable
{
    private const int RoomPeers = 50;
    private const int RetainedBytes = 256 << 10;
    private const int OutboxBytes = 128 << 10;
    private const int SmallMessages = 600;
    private const int LargeMessages = 64;
    private const int LargeBytes = 16 << 10;

    /// <summary>What the runtime takes besides: code that was compiled on the way, and garbage between two collections.</summary>
    private const long RuntimeBytes = 24 << 20;

    private static readonly int Readers = int.Parse(Environment.GetEnvironmentVariable("STALLED_READERS") ?? "100", CultureInfo.InvariantCulture);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signaling-test-");
    private readonly List<RawWebSocket> _sockets = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task StalledReaders_BeingFlooded_TakeNoMoreThanTheirLimits()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Memory is read from /proc");
        using var process = GatewayProgram.Start(
            _folder, "--port", "0", $"--Signaling:Limits:RetainedBytes={RetainedBytes}", $"--Signaling:Limits:RetainedBytesPerSender={RetainedBytes / 2}",
            $"--Signaling:OutboxBytes={OutboxBytes}", "--Signaling:Limits:UnresolvedBytes=8388608", "--Signaling:Session:MessagesPerSecond=100000",
            "--Signaling:Session:MessagesBurst=100000");
        try
        {
            var address = new UriBuilder(await GatewayProgram.AddressAsync(process)) { Scheme = "ws", Path = "/signal" }.Uri;
            var flooders = await JoinAllAsync(address);
            var before = Memory(process, "VmRSS:");
            await Task.WhenAll(flooders.Select(FloodAsync));
            var grown = Memory(process, "VmHWM:") - before;

            var allowed = Readers * (long)(RetainedBytes + OutboxBytes);
            Assert.InRange(grown, Readers * (long)RetainedBytes / 2, allowed + RuntimeBytes); // less: they were not flooded
        }
        finally
        {
            process.Kill();
            foreach (var socket in _sockets) await socket.DisposeAsync();
        }
    }

    private async Task<List<RawWebSocket>> JoinAllAsync(Uri address)
    {
        List<RawWebSocket> flooders = [];
        for (var i = 0; i < Readers; i++)
        {
            var room = i / RoomPeers;
            if (i % RoomPeers == 0)
            {
                foreach (var name in (string[])["small", "large"]) flooders.Add(await JoinAsync(address, room, name, acks: false));
            }

            var reader = await JoinAsync(address, room, $"stalled-{i}", acks: true);
            await reader.NextAsync(); // it is in; from here on it reads nothing
        }

        return flooders;
    }

    private async Task<RawWebSocket> JoinAsync(Uri address, int room, string name, bool acks)
    {
        var socket = await RawWebSocket.ConnectAsync(address);
        _sockets.Add(socket);
        await socket.SendAsync($$"""{"type":"join-room","room":"room-{{room}}","peerId":"{{name}}","instance":"i","acks":{{(acks ? "true" : "false")}}}""");
        return socket;
    }

    /// <summary>Everybody in the room gets all of it, four times what may be kept for one; done when the server has handled the last.</summary>
    private async Task FloodAsync(RawWebSocket flooder, int index)
    {
        var (count, bytes) = index % 2 == 0 ? (SmallMessages, 200) : (LargeMessages, LargeBytes);
        var reading = ReadUntilPongAsync(flooder);
        var message = $$"""{"type":"message","data":"{{new string('x', bytes)}}"}""";
        for (var i = 0; i < count; i++) await flooder.SendAsync(message);
        await flooder.SendAsync("""{"type":"ping"}""");
        await reading;
    }

    private static async Task ReadUntilPongAsync(RawWebSocket socket)
    {
        while (await socket.NextAsync() is { } frame)
        {
            if (frame.Payload.AsSpan().IndexOf("\"pong\""u8) >= 0) return;
        }

        throw new InvalidOperationException("The flooder was closed.");
    }

    private static long Memory(Process process, string field)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(field.Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) * 1_024;
    }
}
