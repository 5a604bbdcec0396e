namespace Signaling.EndToEnd;

/// <summary>A page whose candidates leave before its offer. The server keeps them back, so nobody has to put up with that.</summary>
[Collection(OnStage.Name)]
public sealed class EarlyCandidateTests(Stage stage)
{
    [SkippableTheory]
    [InlineData("plain")]
    [InlineData("native")]
    public async Task TheOtherSide_GetsTheOfferFirst_AndAllCandidates(string door)
    {
        var room = Rooms.New();
        await using var hasty = await PeerPage.OpenAsync(stage, "plain", room, "hasty", "early");
        await using var bob = await PeerPage.OpenAsync(stage, door, room, "bob");

        await Everybody.SeesEverybodyAsync(hasty, bob);
        var status = (await bob.StatusAsync())!;
        Assert.Equal("offer", status.Signals[0]);
        Assert.Contains("ice-candidate", status.Signals);
        await Everybody.WasRefusedNothingAsync(bob);
    }
}
