namespace Signaling.EndToEnd;

/// <summary>What is told more than once, with other doors.</summary>
internal static class Story
{
    public static async Task TwoPeersTalkAsync(Stage stage, string firstDoor, string secondDoor)
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, firstDoor, room, "ada");
        await using var bob = await PeerPage.OpenAsync(stage, secondDoor, room, "bob");

        await Everybody.SeesEverybodyAsync(ada, bob);
        await ada.AskAsync(bob, "through a data channel");
        await ada.HearsAsync("bob: through a data channel");
        await bob.SayAsync("through the server");
        await ada.HearsAsync("bob: through the server");
    }
}
