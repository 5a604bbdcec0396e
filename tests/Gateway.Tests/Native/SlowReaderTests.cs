namespace Signaling.Gateway.Tests.Native;

/// <summary>A connection that does not read is closed alone; the others do not feel it.</summary>
public sealed class SlowReaderTests() : NativeTest(ownClock: false, "OutboxBytes=262144")
{
    [Fact]
    public async Task ASlowReader_IsClosedAlone()
    {
        var sender = await JoinAsync("sender");
        var reader = await JoinAsync("reader");
        var slow = await ConnectAsync(reads: false);
        await slow.SendAsync(Join("slow", "\"instance\":\"s\""));
        await reader.NextAsync("peer-joined");
        string? suspended = null;
        var payload = $"\"{new string('x', 50_000)}\"";
        for (var i = 0; i < 400; i++)
        {
            await sender.SendAsync($$"""{"type":"message","data":{{payload}}}""");

            // The reader has every one, at once; somewhere among them it learns of the other's end.
            var heard = await reader.NextAsync();
            if (heard.Type == "peer-suspended")
            {
                suspended = heard.Text("instance");
                heard = await reader.NextAsync();
            }

            Assert.Equal("message", heard.Type);
        }

        Assert.Equal("s", suspended ?? (await reader.NextAsync("peer-suspended")).Text("instance"));
        slow.StartReading();
        Assert.Contains(await slow.ClosedAsync(), (int[])[1006, 4010]); // it may be too slow to read even that
        Assert.Empty(await reader.FenceAsync());
    }

    [Fact]
    [Meets("slow")]
    public async Task ASlowReader_ThatReadsInTheEnd_IsToldWhy()
    {
        var sender = await JoinAsync("sender");
        var slow = await ConnectAsync(reads: false);
        await slow.SendAsync(Join("slow"));
        await sender.NextAsync("peer-joined");
        var payload = $"\"{new string('x', 50_000)}\"";
        var fence = sender.FenceAsync();
        for (var i = 0; i < 400; i++) await sender.SendAsync(Message("slow", payload));
        slow.StartReading();

        Assert.Equal(4010, await slow.ClosedAsync());
        await fence;
    }
}
