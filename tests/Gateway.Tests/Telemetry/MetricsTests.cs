using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Signaling.Gateway.Tests.Telemetry;

/// <summary>GET /metrics of a gateway: who may see it, and that it counts what happened.</summary>
public sealed class MetricsTests() : NativeTest(ownClock: false, "Turn:Urls:0=turn:t", "Turn:Secret=north", "Limits:RoomPeers=3")
{
    [Fact]
    public async Task ACall_IsCounted()
    {
        var (alice, welcome) = await WelcomeAsync("alice", "\"acks\":true");
        var bob = await JoinAsync("bob");
        await alice.SendAsync(Offer("bob", Sdp("a"), 1));
        await alice.SendAsync(Candidate("bob", Ice("a"), 2));
        await bob.SkipToAsync("ice-candidate");
        await bob.SendAsync(Answer("alice", Sdp("b")));
        await alice.SkipToAsync("answer");
        await alice.SendAsync("""{"type":"nonsense"}""");
        await alice.SkipToAsync("error");
        await JoinAsync("carol");
        var seen = (await alice.SkipToAsync("peer-joined")).Seq;
        var full = await ConnectAsync();
        await full.SendAsync(Join("dave"));
        await full.NextErrorAsync("room-full");
        await full.ClosedAsync();
        alice.Abort();
        await bob.SkipToAsync("peer-suspended");
        var again = await ResumeAsync(welcome.Text("resume"), seen);
        Assert.True((await again.NextAsync("resumed")).Bool("recovered"));

        var metrics = await ScrapeAsync();
        Assert.Equal(1, metrics["""signaling_messages_received_total{signaling_message_type="offer"}"""]);
        Assert.Equal(1, metrics["""signaling_messages_delivered_total{signaling_message_type="answer"}"""]);
        Assert.Equal(1, metrics["""signaling_messages_received_total{signaling_message_type="ice-candidate"}"""]);
        Assert.Equal(0, metrics["""signaling_messages_received_total{signaling_message_type="message"}"""]);
        Assert.Equal(Sdp("a").Length + Ice("a").Length + Sdp("b").Length, metrics["signaling_payload_received_bytes_total"]);
        Assert.Equal(1, metrics["signaling_negotiation_duration_seconds_count"]);
        Assert.Equal(3, metrics["""signaling_session_start_duration_seconds_count{signaling_outcome="joined"}"""]);
        Assert.Equal(1, metrics["""signaling_session_start_duration_seconds_count{signaling_outcome="recovered"}"""]);
        Assert.Equal(1, metrics["""signaling_session_start_duration_seconds_count{signaling_outcome="room-full"}"""]);
        Assert.Equal(1, metrics["""signaling_session_ends_total{signaling_code="room-full"}"""]);
        Assert.Equal(1, metrics["""signaling_errors_total{signaling_code="unknown-type"}"""]);
        Assert.Equal(3, metrics["signaling_sessions"]);
        Assert.Equal(3, metrics["""signaling_connections{signaling_door="native"}"""]);
        Assert.Equal(5, metrics["signaling_connections_opened_total"]);
        Assert.Equal(1, metrics["signaling_rooms"]);
        Assert.Equal(4, metrics["""signaling_turn_credentials_total{signaling_turn_way="answer"}"""]);
        Assert.Equal(0, metrics["signaling_draining"]);
        Assert.True(metrics["""dotnet_process_cpu_time_seconds_total{cpu_mode="user"}"""] > 0);

        await again.SendAsync("""{"type":"leave-room"}""");
        await again.ClosedAsync();
        await again.DisposeAsync();
        Assert.Equal(2, (await ScrapeAsync())["signaling_sessions"]);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("Forwarded", "for=192.0.2.1")]
    [InlineData("Via", "1.1 proxy")]
    public async Task Strangers_ThroughAProxy_SeeNothing(string header, string value)
    {
        using var http = new HttpClient { BaseAddress = Server.Address };
        http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        using var answer = await http.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain("signaling_", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATokenThatIsConfigured_IsNeeded_AnAdminsWillDo_AndOffIsOff()
    {
        await using var guarded = await TestGateway.StartAsync(null, null, ["Telemetry:ScrapeToken=0123456789abcdef", "Admin:Token=fedcba9876543210"]);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(guarded, null));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(guarded, "0123456789abcdeF"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(guarded, "0123456789abcdef"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(guarded, "fedcba9876543210"));

        await using var off = await TestGateway.StartAsync(null, null, ["Telemetry:Prometheus=false"]);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(off, null));
    }

    private static async Task<HttpStatusCode> StatusAsync(TestGateway gateway, string? token)
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };
        if (token is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.GetAsync(new Uri("/metrics", UriKind.Relative));
        return answer.StatusCode;
    }

    private async Task<Dictionary<string, double>> ScrapeAsync()
    {
        using var http = new HttpClient { BaseAddress = Server.Address };
        var text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return text.Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..].Replace("+Inf", "∞", StringComparison.Ordinal), CultureInfo.InvariantCulture));
    }
}
