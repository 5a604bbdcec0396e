using System.Text.Json.Nodes;
using Signaling.Core;
using Signaling.Gateway.Engine;
using Signaling.Grains.Tests.Cluster;
using Signaling.Silo;
using Signaling.TestKit;
using Signaling.Webhooks;

namespace Signaling.Grains.Tests.Webhooks;

/// <summary>Webhooks of a cluster: each room's events come from its silo, numbered and in order; what dies with a silo is told.</summary>
public sealed class SiloWebhookTests : IAsyncLifetime
{
    private HookReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await HookReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task ARoomOfTwoGateways_IsToldOnce_InOrder_NumberedFromOne()
    {
        await using var cluster = await StartAsync(2);
        var alice = await JoinAsync(cluster, "room", "alice");
        var bob = await JoinAsync(cluster, "room", "bob");
        alice.Leave();
        bob.Leave();

        var events = await _receiver.EventsAsync(6);

        Assert.Equal(["room-created", "peer-joined alice", "peer-joined bob"], events.Take(3).Select(Describe));
        Assert.Equal(["peer-left alice", "peer-left bob"], events.Skip(3).Take(2).Select(Describe).Order());
        Assert.Equal("room-ended", Describe(events[5]));
        Assert.Equal(Enumerable.Range(1, 6), events.Select(each => (int)each["number"]!));
        Assert.Single(events.Select(InstanceOf).Distinct());
    }

    [Fact]
    public async Task AnyGateway_KnowsWhatAllSilosPosted()
    {
        await using var cluster = await StartAsync(2, retryMs: 20);
        for (var room = 0; room < 6; room++) await JoinAsync(cluster, $"room-{room}", "alice");
        Assert.True(await cluster.SilosWithAsync("RoomGrain") > 1, "the rooms must be in several silos, or nothing was gathered");
        await _receiver.EventsAsync(12);

        var gateway = (IWebhookFigures)cluster.Gateway();
        await Eventually.TrueAsync(async () => await gateway.TakeAsync() is { Sent: 12, Waiting: 0, Failed: 0, Dropped: 0, LastFailure: null }, () => "the events are not counted");
        _receiver.Answer = () => 503;
        await JoinAsync(cluster, "room-0", "bob");
        await Eventually.TrueAsync(async () => await gateway.TakeAsync() is { Waiting: 1, Failed: > 0, LastFailure: "answered 503" }, () => "the failure is not counted");
    }

    [Fact]
    public async Task WhereNobodyPosts_ThereAreNoFigures()
    {
        await using var cluster = await TestCluster.StartAsync(1);

        Assert.Null(await ((IWebhookFigures)cluster.Gateway()).TakeAsync());
    }

    [Fact]
    public async Task AReceiverThatFails_GetsEveryRoomInOrder_WithoutAGap()
    {
        await using var cluster = await StartAsync(2, retryMs: 20);
        var requests = 0;
        _receiver.Answer = () => Interlocked.Increment(ref requests) % 3 == 0 ? 204 : 503;
        string[] rooms = ["one", "two", "three", "four"];
        foreach (var room in rooms)
        {
            await JoinAsync(cluster, room, "alice");
            await JoinAsync(cluster, room, "bob");
        }

        var events = await _receiver.EventsAsync(rooms.Length * 3);

        foreach (var room in rooms)
            Assert.Equal(["room-created", "peer-joined alice", "peer-joined bob"], events.Where(each => (string)each["room"]! == room).OrderBy(each => (int)each["number"]!).Select(Describe));
        Assert.All(events.GroupBy(InstanceOf), life => Assert.Equal([1, 2, 3], life.Select(each => (int)each["number"]!)));
    }

    [Fact]
    public async Task ASiloThatDies_WithEventsNobodyTook_IsToldByTheOthers_AndItsRoomsTellEverythingAnew()
    {
        await using var cluster = await StartAsync(3, retryMs: 20);
        var alice = await JoinAsync(cluster, "room", "alice");
        await JoinAsync(cluster, "room", "bob");
        var before = await _receiver.EventsAsync(3);
        var isDown = true;
        _receiver.Answer = () => isDown ? 503 : 204;
        var carol = await JoinAsync(cluster, "room", "carol");
        carol.Leave(); // nobody was told that she came and went, and nobody will be
        var lost = await CarolAsync();
        await Eventually.TrueAsync(() => alice.HasHeard("PeerLeft", "carol"), () => ActorTests.Describe(alice));

        await cluster.Silos.KillSiloAsync(await cluster.FullestAsync());
        isDown = false;

        var taken = new List<JsonNode>();
        while (taken.Count(IsGone) < 2 || taken.Where(IsOfRoom).Select(Describe).Count() < 3) taken.AddRange(await _receiver.EventsAsync(1));
        var gone = taken.Where(IsGone).ToList();
        Assert.All(gone, each => Assert.Equal((lost.Sender, false), ((string)each["sender"]!, (bool)each["orderly"]!))); // each of the two that live tells it
        var after = taken.Where(IsOfRoom).ToList();
        Assert.Equal(["peer-joined alice", "peer-joined bob", "room-created"], after.Select(Describe).Order());
        Assert.Equal([1, 2, 3], after.Select(each => (int)each["number"]!));
        Assert.True(string.CompareOrdinal(Assert.Single(after.Select(InstanceOf).Distinct()), InstanceOf(before[0])) > 0, "A room made anew sorts behind what it was before.");
        foreach (var peer in (string[])["alice", "bob"]) Assert.Equal(JoinOf(before, peer), JoinOf(after, peer)); // it shows that nobody has come
    }

    [Fact]
    public async Task ASiloThatStops_PostsWhatWaits_AndTheOthersTellThatItWasOrderly()
    {
        await using var cluster = await StartAsync(2);
        await JoinAsync(cluster, "room", "alice");
        await _receiver.EventsAsync(2);

        await cluster.Silos.StopSiloAsync(await cluster.FullestAsync());

        var taken = new List<JsonNode>();
        while (!taken.Any(IsGone)) taken.AddRange(await _receiver.EventsAsync(1));
        Assert.True((bool)taken.Single(IsGone)["orderly"]!);
    }

    /// <summary>The request that tells of Carol, which nobody took.</summary>
    private async Task<Hook> CarolAsync()
    {
        while (true)
        {
            var hook = await _receiver.NextAsync();
            if (hook.Events.Any(each => Describe(each) is "peer-joined carol")) return hook;
        }
    }

    private static bool IsGone(JsonNode each) => (string)each["type"]! == "sender-gone";

    private static bool IsOfRoom(JsonNode each) => each["room"] is not null;

    private static string InstanceOf(JsonNode each) => (string)each["roomInstance"]!;

    private static (string, long) JoinOf(IEnumerable<JsonNode> events, string peer)
    {
        var joined = events.Single(each => Describe(each) == "peer-joined " + peer);
        return ((string)joined["instance"]!, (long)joined["joinedAt"]!);
    }

    private static string Describe(JsonNode each) => (string)each["type"]! + (each["peerId"] is { } peer ? " " + (string)peer! : "");

    private Task<TestCluster> StartAsync(short silos, int retryMs = 500)
    {
        var options = new WebhookOptions { Url = _receiver.Url, Secret = "0123456789abcdef-secret", RetryMs = retryMs, RetryMsMax = 500 };
        return TestCluster.StartAsync(silos, new Limits { ResumeWindowMs = 8_000 }, customize: silo => SiloWebhooks.Add(silo.Services, options));
    }

    private static async Task<TestClient> JoinAsync(TestCluster cluster, string room, string peerId)
    {
        var client = new TestClient(cluster.Gateway(), room, peerId);
        await client.Joined.Task.WaitAsync(TimeSpan.FromSeconds(20));
        return client;
    }
}
