using System.Text.Json.Nodes;
using Signaling.TestKit;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>A call between two gateways, whose clocks differ, is one timeline with one verdict, whichever gateway is asked.</summary>
public sealed class TimelineTests
{
    private const string Path = "/rooms/room/pairs/bob/alice";

    [Fact]
    public async Task ACallBetweenTwoGateways_IsOneTimeline_AtEveryGateway()
    {
        await using var silos = await TcpSilos.StartAsync(2);
        await using var east = await ClusterGateway.StartAsync(silos);
        await using var west = await ClusterGateway.StartAsync(silos, new Ahead(TimeSpan.FromMinutes(-3)));
        await using var third = await ClusterGateway.StartAsync(silos);
        await using var alice = await east.JoinAsync("room", "alice");
        await using var bob = await west.JoinAsync("room", "bob");
        await CallAsync(alice, bob);

        foreach (var gateway in (ClusterGateway[])[east, west, third])
        {
            var pair = await WholeAsync(gateway);
            Assert.Equal(
                [
                    "offer alice", "offer-delivered bob", "offer-applied bob", "answer bob", "answer-delivered alice", "answer-not-applied alice", "candidates bob", "candidates-delivered alice",
                    "state alice connected", "state bob connected",
                ],
                Lines(pair).Where(line => !line.Contains("acknowledged", StringComparison.Ordinal)).OrderBy(line => line.StartsWith("state", StringComparison.Ordinal) ? line : ""));
            Assert.Equal("The connection stands, but not as it should: Answer 1 was never applied at alice: InvalidStateError.", (string)pair["verdict"]!["sentence"]!);
            Assert.Null(pair["unseen"]);
            Assert.Null(pair["partial"]);
            Assert.InRange((long)pair["lastAt"]! - (long)pair["beganAt"]!, 0, 60_000);
            var listed = (await gateway.GetAsync("/pairs?room=room"))["pairs"]!.AsArray().Single()!;
            Assert.Equal((string)pair["verdict"]!["sentence"]!, (string)listed["verdict"]!["sentence"]!);
            Assert.Equal((int)pair["entries"]!, (int)listed["entries"]!);
        }
    }

    [Fact]
    public async Task AGatewayThatDoesNotAnswer_IsTold_AndTheOtherHalfIsThere()
    {
        await using var cluster = await TestCluster.StartAsync(1);
        await using var east = await ClusterGateway.StartAsync(cluster);
        await using var alice = await east.JoinAsync("room", "alice");
        await alice.SendAsync("""{"type":"offer","targetPeerId":"bob","sdp":"v=0","seq":1}""");
        await alice.FenceAsync();
        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[0]);

        var pair = await east.GetAsync(Path);

        Assert.Equal(("offer-on-its-way", true, "bob"), ((string)pair["verdict"]!["code"]!, (bool)pair["partial"]!, (string)pair["unseen"]![0]!));
        Assert.True((bool)(await east.GetAsync("/pairs"))["partial"]!);
    }

    /// <summary>Each gateway sees something that the other does not: what alice says of the answer, and bob's state.</summary>
    private static async Task CallAsync(NativeClient alice, NativeClient bob)
    {
        await alice.SendAsync("""{"type":"offer","targetPeerId":"bob","sdp":"v=0\r\na=ice-ufrag:aaaa\r\n","seq":1}""");
        var offer = await bob.SkipToAsync("offer");
        await bob.SendAsync($$"""{"type":"applied","fromPeerId":"alice","fromSeq":{{offer.Number("fromSeq")}},"seen":{{offer.Seq}}}""");
        await bob.SendAsync("""{"type":"answer","targetPeerId":"alice","sdp":"v=0\r\na=ice-ufrag:bbbb\r\n","negotiation":1,"seq":1}""");
        var answer = await alice.SkipToAsync("answer");
        await alice.SendAsync($$"""{"type":"applied","fromPeerId":"bob","fromSeq":1,"error":"InvalidStateError: wrong state","seen":{{answer.Seq}}}""");
        await bob.SkipToAsync("applied");
        await bob.SendAsync("""{"type":"ice-candidate","targetPeerId":"alice","candidate":{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","usernameFragment":"bbbb"},"seq":2}""");
        await alice.SkipToAsync("ice-candidate");
        foreach (var (client, other) in ((NativeClient, string)[])[(alice, "bob"), (bob, "alice")])
        {
            await client.SendAsync($$"""{"type":"state","peerId":"{{other}}","connectionState":"connected"}""");
            await client.FenceAsync();
        }
    }

    /// <summary>Once both descriptions were acknowledged, which comes a moment later.</summary>
    private static async Task<JsonNode> WholeAsync(ClusterGateway gateway)
    {
        JsonNode pair = null!;
        await Eventually.TrueAsync(async () => Lines(pair = await gateway.GetAsync(Path)).Count(line => line.Contains("acknowledged", StringComparison.Ordinal)) == 2, () => pair.ToJsonString());
        return pair;
    }

    private static IEnumerable<string> Lines(JsonNode pair) => pair["timeline"]!.AsArray().Select(line => $"{line!["event"]} {line["peer"]} {line["state"]}".TrimEnd());

    private sealed class Ahead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
