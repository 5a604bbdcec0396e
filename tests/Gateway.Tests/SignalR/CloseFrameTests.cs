using System.Net.WebSockets;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>A WebSocket that is closed without SignalR's close message.</summary>
public abstract class CloseFrameTests(string way) : HubTest(way)
{
    private const int ReloadMs = 200;

    [Theory]
    [InlineData(WebSocketCloseStatus.NormalClosure, 60_000)]
    [InlineData(WebSocketCloseStatus.EndpointUnavailable, ReloadMs)]
    public async Task CloseFrameAlone_Suspends_ForAsLongAsItsCodeSays(WebSocketCloseStatus status, int windowMs)
    {
        await using var host = await StartAsync($"--Signaling:Limits:ReloadWindowMs={ReloadMs}");
        await using var native = await NativeSocket.JoinAsync(host, "native");
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        await hub.CloseAsync(status);

        await native.EventAsync("peer-suspended");
        if (windowMs == ReloadMs) await native.EventAsync("peer-left");
    }
}

public sealed class CloseFrameOverLeanTests() : CloseFrameTests(HubHost.Lean);

public sealed class CloseFrameOverKestrelTests() : CloseFrameTests(HubHost.Kestrel);
