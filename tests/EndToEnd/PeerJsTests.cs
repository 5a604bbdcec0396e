namespace Signaling.EndToEnd;

/// <summary>Pages with PeerJS among themselves.</summary>
[Collection(OnStage.Name)]
public sealed class PeerJsTests(Stage stage)
{
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..6];

    [SkippableFact]
    public async Task TwoPages_HoldDataAndMediaConnections()
    {
        var (ada, bob) = (await OpenAsync("ada"), await OpenAsync("bob"));
        await ada.ConnectAsync(bob.Id, "one");
        await ada.ConnectAsync(bob.Id, "two", serialization: "json");
        await ada.CallAsync(bob.Id);

        await ada.UntilAsync("open", "data echo hello one", "data echo hello two", "sees");
        await bob.UntilAsync("data hello one", "data hello two", "sees");
    }

    [SkippableFact]
    public async Task Callee_ThreeSecondsLate_IsReached()
    {
        var ada = await OpenAsync("ada");
        await ada.ConnectAsync(Id("bob"), "early");
        await Task.Delay(3_000);
        await OpenAsync("bob");

        await ada.UntilAsync("data echo hello early");
    }

    [SkippableFact]
    public async Task Callee_WhoNeverComes_IsUnavailable()
    {
        var ada = await OpenAsync("ada");
        await ada.ConnectAsync(Id("nobody"), "vain");

        await ada.UntilAsync("error peer-unavailable");
    }

    [SkippableFact]
    public async Task Id_OfAnotherPage_IsUnavailable_AndAReconnectIsNot()
    {
        var ada = await OpenAsync("ada");
        var thief = await PeerJsPage.GotoAsync(stage, ada.Id);
        await thief.UntilAsync("error unavailable-id");
        await ada.DropAndReconnectAsync();
        var bob = await OpenAsync("bob");
        await bob.ConnectAsync(ada.Id, "again");

        await bob.UntilAsync("data echo hello again");
    }

    private string Id(string name) => $"{name}-{_suffix}";

    private Task<PeerJsPage> OpenAsync(string name) => PeerJsPage.OpenAsync(stage, Id(name));
}
