using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Signaling.Core.Codes;
using Signaling.Gateway.Connections;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Fuzz;

/// <summary>
/// Nonsense at the native door: no crash, no exception in the log, each piece answered with a coded error or a coded close, and two others
/// who go on talking all the while. SIGNALING_FUZZ sets how many pieces, SIGNALING_FUZZ_SEED the first seed (1); a failure names its seed.
/// </summary>
public abstract class NativeFuzzTests(string transport, int messages)
    : NativeTest(ownClock: false, $"Transport={transport}", "Session:MessagesPerSecond=1000000", "Session:MessagesBurst=1000000")
{
    private const int Connections = 1_000;

    private static readonly int FirstSeed = Number("SIGNALING_FUZZ_SEED", 1);

    /// <summary>The close codes that docs/protocol.md lists for a server, and those of RFC 6455 for broken frames.</summary>
    private static readonly HashSet<int> KnownCloses = [.. Reasons.All.Select(code => code.Close).Where(close => close != 0), 1002, 1005];

    [Fact]
    public async Task MutatedMessages_AreAnswered_AndNobodyElseIsAffected()
    {
        var count = Number("SIGNALING_FUZZ", messages);
        var witnesses = await WitnessesAsync();
        NativeClient? client = null;
        for (var seed = FirstSeed; seed < FirstSeed + count; seed++)
        {
            var mutator = new Mutator(seed);
            if (client is null || mutator.Chance(4)) client = await FreshAsync(client, joins: mutator.Chance(2));
            var bytes = mutator.Chance(5) ? mutator.Bytes(80) : mutator.Message();
            if (!await AnswersAsync(client, bytes, binary: mutator.Chance(30), seed)) client = await FreshAsync(client, joins: true);
            if (seed % 100 == 0) await TalkAsync(witnesses, seed);
        }

        await TalkAsync(witnesses, 0);
        await OnlyTheseStayAsync(client);
    }

    [Fact]
    public async Task RandomBytes_OnTheWire_EndTheirConnectionOnly()
    {
        var count = Number("SIGNALING_FUZZ", Connections);
        var witnesses = await WitnessesAsync();
        for (var seed = FirstSeed; seed < FirstSeed + count; seed++)
        {
            var bytes = new Mutator(seed).Bytes(200);
            await using var raw = await RawWebSocket.ConnectAsync(Server.Door());
            await raw.SendAsync(bytes);
            var isBroken = IsBroken(bytes);
            if (!isBroken) raw.EndSending(); // it may just be the beginning of a frame; the server would wait for the rest
            var close = await raw.CloseCodeAsync();
            Assert.True(KnownCloses.Contains(close) || (close == 1006 && !isBroken), $"seed {seed}: closed with {close} after {Convert.ToHexString(bytes)}");
            if (seed % 100 == 0) await TalkAsync(witnesses, seed);
        }

        await TalkAsync(witnesses, 0);
        await OnlyTheseStayAsync(null);
    }

    private async Task<NativeClient> FreshAsync(NativeClient? old, bool joins)
    {
        if (old is not null) await old.DisposeAsync();
        var client = await NativeClient.ConnectAsync(Server.Door());
        if (!joins) return client;
        var name = "fuzz-" + Guid.NewGuid().ToString("N")[..8];
        await client.SendAsync(Join(name, "\"acks\":true", $"{Room}-{name}")); // its own room: those that were cut off stay in theirs for a while
        await client.NextAsync("existing-peers");
        return client;
    }

    /// <summary>Sends it and then what is always answered with unknown-type. True when the connection goes on.</summary>
    private static async Task<bool> AnswersAsync(NativeClient client, byte[] bytes, bool binary, int seed)
    {
        var what = $"seed {seed}: {Encoding.UTF8.GetString(bytes)}";
        var told = new List<string>();
        try
        {
            await client.SendAsync(bytes, binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
            await client.TrySendAsync("""{"type":"the end"}""");
            await client.TrySendAsync("""{"type":1}""");
            while (told.Count < 2 || told[^1] != "bad-field" || told[^2] != "unknown-type")
            {
                var message = await client.NextAsync();
                if (message.Type != "error") continue;
                told.Add(message.Text("code"));
                Assert.True(Reasons.All.Any(code => code.Name == told[^1]), $"{what}: unknown code in {message}");
            }

            Assert.True(told.Count > 2 || IsUnderstood(bytes), $"{what}: not answered");
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or WebSocketException)
        {
            var close = await client.ClosedAsync();
            Assert.True(KnownCloses.Contains(close), $"{what}: closed with {close}");
            return false;
        }
    }

    private async Task<(NativeClient Alice, NativeClient Bob)> WitnessesAsync()
    {
        var bob = await JoinAsync("bob", "\"acks\":true");
        var alice = await JoinAsync("alice");
        await bob.NextAsync("peer-joined");
        return (alice, bob);
    }

    private static async Task TalkAsync((NativeClient Alice, NativeClient Bob) witnesses, int number)
    {
        await witnesses.Alice.SendAsync(Message("bob", $"{number}"));
        Assert.Equal($"{number}", (await witnesses.Bob.NextAsync("message")).Payload("data"));
    }

    /// <summary>Waits until the server has nobody but the witnesses: no connection leaks.</summary>
    private async Task OnlyTheseStayAsync(NativeClient? last)
    {
        if (last is not null) await last.DisposeAsync();
        var table = Server.Services.GetRequiredService<ConnectionTable>();
        await Eventually.TrueAsync(() => table.Count <= 2, () => $"{table.Count} connections stay, of 2");
    }

    /// <summary>It is an object with a type that a server understands: then silence may be right.</summary>
    private static bool IsUnderstood(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// The first frame breaks the rules of RFC 6455 section 5.2, and all of the longest header is there, so that a server must have seen it;
    /// one that has come in part a server may go on waiting for.
    /// </summary>
    private static bool IsBroken(byte[] bytes)
    {
        const int headerMax = 14;
        var opcode = bytes[0] & 15;
        return bytes.Length >= headerMax && ((bytes[0] & 0x70) != 0 || opcode is (> 2 and < 8) or > 10 or 0 || (bytes[1] & 0x80) == 0
            || (opcode >= 8 && ((bytes[0] & 0x80) == 0 || (bytes[1] & 127) > 125)));
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}

public sealed class LeanFuzzTests() : NativeFuzzTests("Lean", messages: 10_000);

public sealed class KestrelFuzzTests() : NativeFuzzTests("Kestrel", messages: 1_000);
