using Signaling.TestKit;

namespace Signaling.EndToEnd;

/// <summary>Calls that may only go through a relay: coturn, with credentials that our server made.</summary>
[Collection(OnStage.Name)]
public sealed class TurnTests(Stage stage)
{
    private const string Relay = "relay=1";

    [SkippableFact]
    public async Task ACall_GoesThroughTheRelay_WithCredentialsOfOurs()
    {
        await using var turn = await StartTurnAsync();
        await using var gateway = await GatewayProcess.StartNewAsync($"Turn:Urls:0={turn.Url}", $"Turn:Secret={TurnServer.Secret}");
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "native", room, "ada", Relay, gateway);
        await using var bob = await PeerPage.OpenAsync(stage, "native", room, "bob", Relay, gateway);

        await Everybody.SeesEverybodyAsync(ada, bob);

        foreach (var (self, other) in new[] { (ada, bob), (bob, ada) })
        {
            var link = (await self.StatusAsync())!.LinkTo(other.PeerId)!;
            Assert.Equal("relay", link.Route);
            Assert.Contains(Assert.Single(link.Users), turn.Served);
        }

        Assert.Equal(2, turn.Served.Count); // each its own
        await Everybody.WasRefusedNothingAsync(ada, bob);
    }

    [SkippableFact]
    public async Task WithCredentialsMadeWithAnotherSecret_NothingConnects()
    {
        await using var turn = await StartTurnAsync();
        await using var gateway = await GatewayProcess.StartNewAsync($"Turn:Urls:0={turn.Url}", "Turn:Secret=south");
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "native", room, "ada", Relay, gateway);
        await using var bob = await PeerPage.OpenAsync(stage, "native", room, "bob", Relay, gateway);

        foreach (var self in new[] { ada, bob })
        {
            var status = await self.UntilAsync("done with gathering", status => status is { Links: [{ Gathering: "complete", Signaling: "stable" }] }, TimeSpan.FromSeconds(40));
            Assert.Null(status.Links[0].Route);
            Assert.NotEqual("connected", status.Links[0].Connection);
        }

        Assert.Empty(turn.Served);
        Assert.Equal(2, turn.Refused.Count);
    }

    [SkippableFact]
    public async Task AnIceRestartInTheMiddle_TakesFreshCredentials_OnTheSideThatHasThem()
    {
        await using var turn = await StartTurnAsync();
        await using var gateway = await GatewayProcess.StartNewAsync($"Turn:Urls:0={turn.Url}", $"Turn:Secret={TurnServer.Secret}", "Turn:LifetimeSeconds=30");
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "native", room, "ada", Relay, gateway);
        await using var bob = await PeerPage.OpenAsync(stage, "native", room, "bob", Relay + "&stale=1", gateway);
        await Everybody.SeesEverybodyAsync(ada, bob);
        var first = (await ada.StatusAsync())!.LinkTo("bob")!.Users[0];

        var fresh = await ada.UntilAsync("given fresh credentials", status => status.LinkTo("bob")!.Users[0] != first, TimeSpan.FromSeconds(30));
        var second = fresh.LinkTo("bob")!.Users[0];
        Assert.DoesNotContain(second, turn.Served); // nothing is disturbed before there is a reason
        Assert.Equal(first.Split(':')[1], second.Split(':')[1]);
        await ada.RestartIceAsync(bob);
        await ada.UntilAsync("relayed by the fresh credentials", _ => turn.Served.Contains(second));

        await Everybody.SeesEverybodyAsync(ada, bob);
        Assert.Equal("relay", (await ada.StatusAsync())!.LinkTo("bob")!.Route);
        Assert.Single(turn.Served, user => user.Split(':')[1] != second.Split(':')[1]); // bob's, as it was
        await Everybody.WasRefusedNothingAsync(ada, bob);
    }

    private async Task<TurnServer> StartTurnAsync()
    {
        stage.NeedsBrowser();
        Skip.If(Prerequisite.Coturn is null, Prerequisite.WhyNoCoturn);
        return await TurnServer.StartAsync();
    }
}
