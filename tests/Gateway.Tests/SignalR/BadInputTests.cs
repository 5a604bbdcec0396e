namespace Signaling.Gateway.Tests.SignalR;

public abstract class BadInputTests(string way) : HubTest(way)
{
    [Theory]
    [InlineData("Offer", """{"sdp":"x"}""", "missing-field")]
    [InlineData("Offer", """{"targetPeerId":7,"sdp":"x"}""", "bad-field")]
    [InlineData("Offer", """{"targetPeerId":"","sdp":"x"}""", "bad-name")]
    [InlineData("Offer", "\"x\"", "bad-json")]
    [InlineData("Offer", "null", "missing-field")]
    [InlineData("Offer", "", "bad-field")]
    [InlineData("Offer", "{},{}", "bad-field")]
    [InlineData("Answer", """{"sdp":"x","type":"ping"}""", "missing-field")]
    [InlineData("Applied", """{"fromPeerId":"x"}""", "missing-field")]
    [InlineData("Nothing", "{}", "unknown-type")]
    [InlineData("None", "{}", "unknown-type")]
    [InlineData("OnConnectedAsync", "", "unknown-type")]
    public async Task BadInvocation_IsRejectedWithItsCode_AndToldAsAnEvent(string method, string arguments, string code)
    {
        await using var host = await StartAsync();
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        await hub.SendAsync(method, arguments);
        Assert.Equal(code, (await hub.EventAsync("error")).GetProperty("code").GetString());
        Assert.Contains($"HubException: {code}: ", await hub.InvokeAsync(method, arguments), StringComparison.Ordinal);

        Assert.Null(await hub.InvokeAsync("Ping"));
        Assert.Empty(host.Complaints);
    }

    [Theory]
    [InlineData("""{"type":1,"target":"Offer","arguments":[{]}""", "bad-json")]
    [InlineData("nonsense", "bad-json")]
    [InlineData("""{"type":1.5}""", "bad-json")]
    [InlineData("""{"type":99}""", "unknown-type")]
    [InlineData("""{"type":2,"invocationId":"1","item":1}""", "unknown-type")]
    [InlineData("""{"type":3,"invocationId":"1","result":1}""", "unknown-type")]
    [InlineData("""{"type":4,"invocationId":"stream","target":"Ping","arguments":[{}]}""", "unknown-type")]
    [InlineData("""{"type":1,"target":"Ping","arguments":[{}],"streamIds":["s"]}""", "unknown-type")]
    public async Task BadFrame_CostsAnError_NotTheConnection(string frame, string code)
    {
        await using var host = await StartAsync();
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        await hub.FrameAsync(frame);

        Assert.Equal(code, (await hub.EventAsync("error")).GetProperty("code").GetString());
        Assert.Null(await hub.InvokeAsync("Ping"));
        Assert.Empty(host.Complaints);
    }

    [Theory]
    [InlineData(65_500, false)]
    [InlineData(65_600, true)]
    [InlineData(300_000, true)]
    public async Task MessageTooLarge_ClosesWithItsCode(int bytes, bool isTooLarge)
    {
        await using var host = await StartAsync();
        var (other, _) = await HubSocket.JoinAsync(host, "other");
        await using var o = other;
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        await hub.SendAsync("Message", $$"""{"data":"{{new string('x', bytes)}}"}""");

        if (isTooLarge)
        {
            Assert.Equal("message-too-large", (await hub.EventAsync("error")).GetProperty("code").GetString());
            var close = await hub.FrameAsync(7);
            Assert.StartsWith("message-too-large: ", close.GetProperty("error").GetString(), StringComparison.Ordinal);
            await hub.RestAsync();
            await other.EventAsync("peer-suspended");
        }
        else
        {
            Assert.Equal(bytes, (await other.EventAsync("message")).GetProperty("data").GetString()!.Length);
        }

        Assert.Empty(host.Complaints);
    }
}

public sealed class BadInputOverLeanTests() : BadInputTests(HubHost.Lean);

public sealed class BadInputOverKestrelTests() : BadInputTests(HubHost.Kestrel);

public sealed class BadInputOverEventsTests() : BadInputTests(HubHost.Events);
