using Signaling.Gateway.Tests.Lean;

namespace Signaling.Gateway.Tests.Auth;

/// <summary>A token that ends at doors where one connection has many rooms, and outlives the loss of one: the client is out of the room.</summary>
public sealed class ExpiryTests : IAsyncLifetime
{
    private WireGateway _gateway = null!;

    public async Task InitializeAsync() => _gateway = await WireGateway.StartAsync("Lean", "Auth:Secret=" + Issuer.Secret, "Auth:ClockSkewSeconds=0");

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task SocketIo_TheOthersAreTold()
    {
        await using var stays = await SocketAsync(Issuer.Token());
        await using var goes = await SocketAsync(Issuer.Token(seconds: 4));
        Assert.Contains("token-expired", await goes.UntilAsync("token-expired"), StringComparison.Ordinal);
        await stays.UntilAsync("peer-left");
    }

    [Fact]
    public async Task YWebrtc_TheTopicIsLeft()
    {
        await using var stays = await TopicAsync(Issuer.Token());
        await using var goes = await TopicAsync(Issuer.Token(seconds: 4));
        await stays.SendAsync(Frames.Text("""{"type":"publish","topic":"doc","data":0}"""));
        Assert.Contains("\"clients\":2", await stays.UntilAsync("publish"), StringComparison.Ordinal);
        for (var i = 0; i < 200; i++)
        {
            await stays.SendAsync(Frames.Text($$"""{"type":"publish","topic":"doc","data":{{i}}}"""));
            if ((await stays.UntilAsync("publish")).Contains("\"clients\":1", StringComparison.Ordinal)) return;
            await Task.Delay(50); // there is no word for it that could be awaited
        }

        Assert.Fail("It is still there.");
    }

    private async Task<WireClient> SocketAsync(string token)
    {
        var client = await OpenAsync("/socket.io/?EIO=4&transport=websocket");
        await client.SendAsync(Frames.Text($$"""40{"token":"{{token}}"}"""));
        await client.UntilAsync("40{");
        await client.SendAsync(Frames.Text("""42["join-room","room"]"""));
        await client.UntilAsync("existing-peers");
        return client;
    }

    private async Task<WireClient> TopicAsync(string token)
    {
        var client = await OpenAsync("/y-webrtc?token=" + token);
        await client.SendAsync(Frames.Text("""{"type":"subscribe","topics":["doc"]}"""), Frames.Text("""{"type":"ping"}"""));
        await client.UntilAsync("pong");
        return client;
    }

    private async Task<WireClient> OpenAsync(string path)
    {
        var client = await _gateway.ConnectAsync();
        await client.SendAsync(WireClient.Upgrade(path, ""));
        Assert.StartsWith("HTTP/1.1 101 ", await client.HeadAsync(), StringComparison.Ordinal);
        return client;
    }
}
