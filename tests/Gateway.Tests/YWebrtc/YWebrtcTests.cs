using System.Net.WebSockets;
using System.Text;
using Signaling.Gateway.Tests.Fuzz;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.YWebrtc;

/// <summary>The y-webrtc door: topics, echoes, opaque payloads, and silence about nonsense.</summary>
public sealed class YWebrtcTests() : NativeTest(ownClock: false, "Session:MessagesPerSecond=1000000", "Session:MessagesBurst=1000000")
{
    private const int Mutations = 10_000;

    private static readonly string[] Messages =
    [
        """{"type":"subscribe","topics":["t1","t2"]}""", """{"type":"unsubscribe","topics":["t1"]}""", """{"type":"ping"}""",
        """{"type":"publish","topic":"t1","data":{"type":"announce","from":"a"}}""", """{"type":"publish","topic":"t2","data":"AAECAw=="}""",
    ];

    [Theory]
    [InlineData("""{"type":"announce","from":"a"}""")]
    [InlineData("\"AAECAw==\"")]
    [InlineData("null")]
    public async Task Publish_ReachesAllSubscribers_TheSenderToo(string data)
    {
        await using var ann = await SubscriberAsync("doc");
        await using var bob = await SubscriberAsync("doc");
        await using var eve = await SubscriberAsync("other");
        await ann.SendAsync($$"""{"type":"publish","topic":"doc","data":{{data}}}""");

        foreach (var client in new[] { ann, bob })
        {
            var message = await client.NextAsync("publish");
            Assert.Equal(("doc", data), (message.Text("topic"), message.Payload("data")));
            Assert.Equal("2", message.Payload("clients"));
        }

        await eve.SendAsync("""{"type":"ping"}""");
        Assert.Equal("pong", (await eve.NextAsync()).Type); // and nothing before it
    }

    [Fact]
    public async Task Unsubscribed_HearsNothing_AndMayNotPublish()
    {
        await using var ann = await SubscriberAsync("doc2");
        await using var bob = await SubscriberAsync("doc2");
        await bob.SendAsync("""{"type":"unsubscribe","topics":["doc2"]}""");
        await bob.SendAsync("""{"type":"publish","topic":"doc2","data":1}""");
        await bob.SendAsync("""{"type":"ping"}""");
        Assert.Equal("pong", (await bob.NextAsync()).Type);
        await ann.SendAsync("""{"type":"publish","topic":"doc2","data":2}""");
        var message = await ann.NextAsync();

        Assert.Equal(("2", "1"), (message.Payload("data"), message.Payload("clients")));
    }

    [Fact]
    public async Task MutatedMessages_AreIgnored_AndNobodyElseIsAffected()
    {
        await using var witness = await SubscriberAsync("witness");
        var client = await NativeClient.ConnectAsync(Server.Door("/y-webrtc"));
        for (var seed = 1; seed <= Mutations; seed++)
        {
            var bytes = new Mutator(seed).Mutated(Messages);
            if (seed % 500 == 0)
            {
                await client.SendAsync(bytes, WebSocketMessageType.Binary);
                Assert.Equal(1003, await client.ClosedAsync());
                await client.DisposeAsync();
                client = await NativeClient.ConnectAsync(Server.Door("/y-webrtc"));
            }

            await client.SendAsync(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)), WebSocketMessageType.Text);
            if (seed % 100 != 0) continue;
            await client.SendAsync("""{"type":"ping"}""");
            while ((await client.NextAsync()).Type != "pong") continue;
        }

        await client.DisposeAsync();
        await witness.SendAsync("""{"type":"publish","topic":"witness","data":1}""");
        Assert.Equal("1", (await witness.NextAsync("publish")).Payload("data"));
    }

    private async Task<NativeClient> SubscriberAsync(string topic)
    {
        var client = await NativeClient.ConnectAsync(Server.Door("/y-webrtc"));
        await client.SendAsync($$"""{"type":"subscribe","topics":["{{topic}}"]}""");
        await client.SendAsync("""{"type":"ping"}""");
        await client.NextAsync("pong");
        return client;
    }
}
