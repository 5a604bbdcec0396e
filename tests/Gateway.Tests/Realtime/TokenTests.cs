using System.Text;
using System.Text.Json;
using Signaling.Gateway.Tests.Auth;

namespace Signaling.Gateway.Tests.Realtime;

/// <summary>Tokens as Supabase's clients bring them, at a server that needs them.</summary>
public sealed class TokenTests() : RealtimeTest(ownClock: true, "Auth:Secret=" + Issuer.Secret, "Auth:ClockSkewSeconds=0", "Session:HeartbeatMs=10000000")
{
    private const string Forbidden = "Unauthorized: You do not have permissions to read from this Channel topic";

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task AChannel_IsJoinedWithATokenForItsRoomOnly(bool isPrivate, bool isV2)
    {
        var ann = await OpenAsync(isV2);
        await RefusedAsync(ann, isPrivate, null, "token-missing", "InvalidJWTToken: This server needs a token");
        await RefusedAsync(ann, isPrivate, "a.b.c", "token-invalid", "InvalidJWTToken: ");
        await RefusedAsync(ann, isPrivate, Issuer.Token(secret: new string('x', 32), now: Now), "token-invalid", "InvalidJWTToken: ");
        await RefusedAsync(ann, isPrivate, Text("ann", seconds: -1), "token-expired", "InvalidJWTToken: Token has expired");
        await RefusedAsync(ann, isPrivate, Text("ann", rooms: "\"elsewhere\""), "room-forbidden", Forbidden);
        await RefusedAsync(ann, isPrivate, Text("ann", rights: "speak"), "room-forbidden", Forbidden);
        await RefusedAsync(ann, isPrivate, "sb_publishable_key", "token-missing", "InvalidJWTToken: ");

        var joined = await JoinAsync(ann, "ann", Text("ann", rooms: $"\"{Room}\""), isPrivate);
        Assert.True(joined.Status == "ok", joined.Text);
        Assert.Empty(await ann.FenceAsync()); // nothing to say of a private channel: it is one
    }

    [Fact]
    public async Task WhatIsRefused_HearsAndSaysNothing()
    {
        var (bob, eve) = (await MemberAsync("bob"), await OpenAsync());
        await JoinAsync(eve, "eve", "a.b.c");
        await eve.BroadcastAsync(Room, "chat", "{}");
        await bob.BroadcastAsync(Room, "chat", "{}");
        await bob.FenceAsync();
        Assert.Equal(["not-joined"], (await eve.FenceAsync()).Select(frame => frame.Code));
    }

    [Fact]
    public async Task OldClients_CallItUserToken_AndAnApiKeyMayBeOne()
    {
        var old = await OpenAsync();
        Assert.Equal("ok", (await old.ReplyAsync(await old.PushAsync(Topic, "phx_join", $$$"""{"config":{},"user_token":"{{{Text("ann")}}}"}""", isJoin: true))).Status);

        await using var keyed = await PhoenixClient.ConnectAsync(Server, query: "apikey=" + Text("key", rooms: $"\"{Room}\""));
        Assert.Equal("ok", (await keyed.JoinAsync(Room, Config("key"))).Status);
        Assert.Equal("room-forbidden", (await keyed.JoinAsync(Room + "2", Config("key"))).Code);
        Assert.Equal("token-invalid", (await JoinAsync(keyed, "key", "a.b.c")).Code); // its own counts, not the connection's
    }

    [Fact]
    public async Task AnExpiredToken_EndsTheChannel_AndTheClientIsGoneAtOnce_UntilItJoinsWithAFreshOne()
    {
        var bob = await JoinAsync("bob", $"\"token\":\"{Text("bob")}\"");
        var ann = await MemberAsync("ann", seconds: 5);
        await bob.NextAsync("peer-joined");

        Pass(6_000);
        var told = (await ann.NextAsync("system")).Payload;
        Assert.Equal(
            ("error", "token-expired", "now", "InvalidJWTToken: Token has expired", Room),
            (told.GetProperty("status").GetString(), told.GetProperty("code").GetString(), told.GetProperty("retry").GetString(), told.GetProperty("message").GetString(), told.GetProperty("channel").GetString()));
        var end = await ann.NextAsync("phx_error");
        Assert.Equal((ann.JoinRef, Topic), (end.JoinRef, end.Topic));
        await bob.NextAsync("peer-left");

        Assert.Equal("token-expired", (await JoinAsync(ann, "ann", Text("ann", seconds: -1))).Code);
        var again = await JoinAsync(ann, "ann", Text("ann"));
        Assert.Equal("ann", again.Response.GetProperty("peerId").GetString()); // its key is free
        await bob.NextAsync("peer-joined");
    }

    [Fact]
    public async Task AFreshToken_InBand_ProlongsTheChannel()
    {
        var ann = await MemberAsync("ann", seconds: 60);
        await RenewAsync(ann, Text("ann", seconds: 120));
        Assert.Empty(await ann.FenceAsync());
        Pass(61_000);
        Assert.Empty(await ann.FenceAsync());
        Pass(60_000);
        Assert.Equal("token-expired", CodeOf(await ann.NextAsync("system")));
        await ann.NextAsync("phx_error");
    }

    [Fact]
    public async Task ARefresh_ThatIsNoGood_IsTold_AndTheChannelGoesOn()
    {
        var ann = await MemberAsync("ann");
        foreach (var (token, code) in ((string, string)[])[("a.b.c", "token-invalid"), (Text("ann", seconds: -1), "token-expired"), (Text("mallory"), "identity-mismatch")])
        {
            await RenewAsync(ann, token);
            Assert.Equal(code, CodeOf(await ann.NextAsync("system")));
        }

        await RenewAsync(ann, "sb_publishable_key");
        await ann.PushAsync(Topic, "access_token", """{"access_token":null}""");
        Assert.Empty(await ann.FenceAsync());
    }

    [Fact]
    public async Task ARefresh_ThatTakesTheRoomAway_EndsTheChannelForGood_AndNoOther()
    {
        var bob = await JoinAsync("bob", $"\"token\":\"{Text("bob")}\"");
        var ann = await MemberAsync("ann");
        await bob.NextAsync("peer-joined");
        var first = ann.JoinRef;
        var token = Text("ann");
        Assert.Equal("ok", (await ann.ReplyAsync(await ann.PushAsync(Topic + "2", "phx_join", Payload("ann", token), isJoin: true))).Status);
        await ann.FenceAsync();

        await RenewAsync(ann, Text("ann", rooms: $"\"{Room}2\""));
        var told = await ann.NextAsync("system");
        Assert.Equal(("room-forbidden", Forbidden), (CodeOf(told), told.Payload.GetProperty("message").GetString()));
        Assert.Equal(first, (await ann.NextAsync("phx_close")).JoinRef);
        await bob.NextAsync("peer-left");
        await ann.BroadcastAsync(Room, "chat", "{}");
        Assert.Equal("not-joined", (await ann.NextAsync("phx_reply")).Code);
        Assert.Equal("ok", (await ann.ReplyAsync(await ann.PushAsync(Topic + "2", "presence", """{"event":"track","payload":{}}"""))).Status);
    }

    [Fact]
    public async Task Rights_HoldInTheChannel()
    {
        var bob = await MemberAsync("bob");
        var reader = await MemberAsync("reader", rights: "join");
        await bob.FenceAsync();
        await reader.BroadcastAsync(Room, "chat", "{}");
        var refused = await reader.NextAsync("phx_reply");
        Assert.Equal(("not-allowed", "Unauthorized: You do not have permissions to write to this Channel topic"), (refused.Code, refused.Reason));
        Assert.Equal("not-allowed", (await reader.ReplyAsync(await reader.PushAsync(Topic, "presence", """{"event":"track","payload":{}}"""))).Code);
        Assert.Empty(await bob.FenceAsync());

        await RenewAsync(reader, Text("reader", rights: "join publish"));
        await reader.BroadcastAsync(Room, "chat", "{}");
        await reader.FenceAsync();
        Assert.Equal("chat", (await bob.NextAsync("broadcast")).Payload.GetProperty("event").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OverHttp_TheTokenIsChecked(bool isPrivate)
    {
        var bob = await MemberAsync("bob");
        await PostedAsync(isPrivate, null, 401, "token-missing");
        await PostedAsync(isPrivate, "a.b.c", 401, "token-invalid");
        await PostedAsync(isPrivate, Text("ann", seconds: -1), 401, "token-expired");
        await PostedAsync(isPrivate, Text("ann", rooms: "\"elsewhere\""), 403, "room-forbidden");
        await PostedAsync(isPrivate, Text("ann", rights: "join presence"), 403, "not-allowed");
        await PostedAsync(isPrivate, "sb_secret_key", 401, "token-missing");
        Assert.Empty(await bob.FenceAsync());

        await PostedAsync(isPrivate, Text("ann"), 202);
        Assert.Equal("chat", (await bob.NextAsync("broadcast")).Payload.GetProperty("event").GetString());
        await PostedAsync(isPrivate, null, 202, apiKey: Text("ann"));
        await bob.NextAsync("broadcast");
    }

    private DateTimeOffset Now => Server.Time!.GetUtcNow();

    private async Task PostedAsync(bool isPrivate, string? token, int status, string? code = null, string apiKey = "anon")
    {
        using var http = new HttpClient();
        foreach (var isBatch in (bool[])[false, true])
        {
            if (code is null && isBatch != isPrivate) continue; // one that is taken, by either way
            var flag = isPrivate ? "true" : "false";
            var address = isBatch ? "" : $"/{Room}/events/chat?private={flag}";
            var body = isBatch ? $$"""{"messages":[{"topic":"{{Room}}","event":"chat","payload":{},"private":{{flag}}}]}""" : "{}";
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{Server.Address}realtime/v1/api/broadcast{address}")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("apikey", apiKey);
            if (token is not null) request.Headers.Add("Authorization", "Bearer " + token);
            using var answer = await http.SendAsync(request);
            Assert.Equal(status, (int)answer.StatusCode);
            if (code is not null) Assert.Equal(code, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetString());
        }
    }

    private async Task RefusedAsync(PhoenixClient client, bool isPrivate, string? token, string code, string reason)
    {
        var reply = await JoinAsync(client, "ann", token, isPrivate);
        Assert.Equal(("error", code), (reply.Status, reply.Code));
        Assert.StartsWith(reason, reply.Reason, StringComparison.Ordinal);
    }

    private async Task<PhoenixClient> MemberAsync(string key, string? rights = null, int seconds = 600)
    {
        var client = await OpenAsync();
        var reply = await JoinAsync(client, key, Text(key, rights: rights, seconds: seconds), isPrivate: true);
        Assert.True(reply.Status == "ok", reply.Text);
        await client.FenceAsync();
        return client;
    }

    private async Task<PhoenixReply> JoinAsync(PhoenixClient client, string key, string? token, bool isPrivate = false) =>
        await client.ReplyAsync(await client.PushAsync(Topic, "phx_join", Payload(key, token, isPrivate), isJoin: true));

    private static string Payload(string key, string? token, bool isPrivate = false) =>
        $$$"""{"config":{"private":{{{(isPrivate ? "true" : "false")}}},"presence":{"key":"{{{key}}}","enabled":false}}{{{(token is null ? "" : $",\"access_token\":\"{token}\"")}}}}""";

    /// <summary>As realtime-js does it, in the test's channel.</summary>
    private Task<string> RenewAsync(PhoenixClient client, string token) => client.PushAsync(Topic, "access_token", $$"""{"access_token":"{{token}}"}""");

    private string Text(string identity, string rooms = "\"*\"", string? rights = null, int seconds = 600) => Issuer.Token(identity, rooms, rights, seconds, now: Now);

    private static string CodeOf(PhoenixReply system) => system.Payload.GetProperty("code").GetString()!;
}
