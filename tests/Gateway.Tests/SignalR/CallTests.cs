using System.Text.Json;

namespace Signaling.Gateway.Tests.SignalR;

public abstract class CallTests(string way) : HubTest(way)
{
    // Spaces, escapes and number forms that any re-serialisation would change.
    private const string Sdp = """{ "type":"offer",  "sdp":"v=0\r\na=ice-ufrag:Ab12\r\na=x:\u00e9\u003c+\/\r\n" , "n":1.50e+3 }""";
    private const string Candidate = """{"candidate":"candidate:1 1 udp 1 10.0.0.1 9 typ host ufrag Ab12", "sdpMid":"0","usernameFragment":"Ab12"}""";
    private const string Answer = "\"v=0\\r\\na=ice-ufrag:Zz99\\r\\n\"";

    [Fact]
    public async Task TwoHubPeers_CallEachOther_WithPayloadsUntouched()
    {
        await using var host = await StartAsync();
        var (ann, _) = await HubSocket.JoinAsync(host, "ann", ""","data":{"name":"Ann"}""");
        var (bob, welcome) = await HubSocket.JoinAsync(host, "bob");
        await using var a = ann;
        await using var b = bob;

        Assert.Equal("ann", welcome.GetProperty("peers")[0].GetProperty("peerId").GetString());
        Assert.Equal("""{"name":"Ann"}""", welcome.GetProperty("peers")[0].GetProperty("data").GetRawText());
        Assert.Equal("bob", (await ann.EventAsync("peer-joined")).GetProperty("peerId").GetString());

        Assert.Null(await ann.InvokeAsync("Offer", $$"""{"targetPeerId":"bob","sdp":{{Sdp}}}"""));
        var offer = await bob.EventAsync("offer");
        Assert.Equal(Sdp, offer.GetProperty("sdp").GetRawText());
        Assert.Equal("ann", offer.GetProperty("fromPeerId").GetString());
        Assert.Equal("offer", offer.GetProperty("type").GetString());

        await bob.SendAsync("Answer", $$"""{"targetPeerId":"ann","negotiation":{{offer.GetProperty("negotiation").GetRawText()}},"sdp":{{Answer}}}""");
        Assert.Equal(Answer, (await ann.EventAsync("answer")).GetProperty("sdp").GetRawText());

        await ann.SendAsync("IceCandidate", $$"""{"targetPeerId":"bob","candidate":{{Candidate}}}""");
        Assert.Equal(Candidate, (await bob.EventAsync("ice-candidate")).GetProperty("candidate").GetRawText());

        await ann.SendAsync("Applied", """{"fromPeerId":"bob","fromSeq":1}""");
        Assert.Equal("ann", (await bob.EventAsync("applied")).GetProperty("fromPeerId").GetString());
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task HubPeer_AndNativePeer_CallEachOther()
    {
        await using var host = await StartAsync();
        await using var native = await NativeSocket.JoinAsync(host, "native");
        var (hub, welcome) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        Assert.True(welcome.GetProperty("peers")[0].GetProperty("polite").GetBoolean());
        Assert.Equal("hub", (await native.EventAsync("peer-joined")).GetProperty("peerId").GetString());

        await native.SendAsync($$"""{"type":"offer","targetPeerId":"hub","sdp":{{Sdp}}}""");
        Assert.Equal(Sdp, (await hub.EventAsync("offer")).GetProperty("sdp").GetRawText());
        await hub.SendAsync("Answer", $$"""{"targetPeerId":"native","negotiation":1,"sdp":{{Answer}}}""");
        Assert.Equal(Answer, (await native.EventAsync("answer")).GetProperty("sdp").GetRawText());
        await hub.SendAsync("IceCandidate", """{"targetPeerId":"native","candidate":null}""");
        Assert.Equal(JsonValueKind.Null, (await native.EventAsync("ice-candidate")).GetProperty("candidate").ValueKind);

        await hub.SendAsync("Update", """{"data":{"hand":true}}""");
        Assert.Equal("""{"hand":true}""", (await native.EventAsync("peer-updated")).GetProperty("data").GetRawText());
        await hub.SendAsync("Message", """{"data":"to all"}""");
        Assert.Equal("to all", (await native.EventAsync("message")).GetProperty("data").GetString());
        await hub.SendAsync("Ping");
        await hub.EventAsync("pong");
    }
}

public sealed class CallOverLeanTests() : CallTests(HubHost.Lean);

public sealed class CallOverKestrelTests() : CallTests(HubHost.Kestrel);

public sealed class CallOverEventsTests() : CallTests(HubHost.Events);
