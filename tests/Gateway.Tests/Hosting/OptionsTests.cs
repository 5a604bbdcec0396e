using Signaling.Gateway.Hosting;
using Signaling.Gateway.Ice;
using Signaling.Settings;
using Signaling.Telemetry;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Hosting;

/// <summary>Options: defaults that work, and every problem told at once before anything starts.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void Defaults_HaveNoProblem() => Assert.Empty(GatewayOptionsValidator.Problems(new GatewayOptions()));

    [Fact]
    public void Build_WithManyProblems_ListsThemAll()
    {
        string[] args =
        [
            "--port", "99999", "--prot", "1", "--Signaling:Limits:RoomPeers=one", "--Signaling:Limit:RoomPeers=2", "--Signaling:Session:HeartbeatMs=5",
            "--Signaling:AllowAnonymous=maybe", "--Signaling:IceServers:0:Urls:0=http://x", "--Signaling:IceServers:1:Username=u", "--Signaling:TicketKeyFile=",
            "--Signaling:OutboxBytes=1", "stray",
        ];
        var message = Assert.Throws<ConfigurationException>(() => GatewayServer.Build(args)).Message;

        foreach (var part in new[]
        {
            "--port needs a port", "--prot is not an option", "Limits:RoomPeers is 'one'; it must be a whole number", "Limit is not a setting",
            "Session:HeartbeatMs is 5; it must be at least 1000", "AllowAnonymous is 'maybe'; it must be true or false", "http://x is not a stun:",
            "has an entry without Urls", "TicketKeyFile is empty", "OutboxBytes is 1", "stray is not an option",
        }) Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public void DrainTurnAndTelemetry_TellAllTheirProblems()
    {
        string[] args =
        [
            "--Signaling:Drain:NoticeMs=-1", "--Signaling:Drain:WaveClients=0", "--Signaling:Drain:WaveMs=0", "--Signaling:Drain:AfterMs=9", "--Signaling:Drain:DeadlineMs=8",
            "--Signaling:Drain:Url=http://x", "--Signaling:Turn:Urls:0=stun:x", "--Signaling:Turn:LifetimeSeconds=5", "--Signaling:Turn:TimeoutMs=1",
            "--Signaling:Turn:Providers:0:Id=i", "--Signaling:Turn:Providers:1:Kind=Xirsys", "--Signaling:Turn:Providers:1:Url=ftp://x",
            "--Signaling:Telemetry:OtlpEndpoint=x", "--Signaling:Telemetry:OtlpIntervalMs=1", "--Signaling:Telemetry:ScrapeToken=short",
        ];
        var message = Assert.Throws<ConfigurationException>(() => GatewayServer.Build(args)).Message;

        foreach (var part in new[]
        {
            "Drain:NoticeMs is -1", "Drain:WaveClients is 0", "Drain:WaveMs is 0", "Drain:DeadlineMs is 8; it must be at least Drain:AfterMs, 9", "Drain:Url: http://x",
            "Turn:Urls: stun:x is not a turn:", "Turn:Secret is missing", "Turn:LifetimeSeconds is 5", "Turn:TimeoutMs is 1", "Turn:Providers:0:Kind is missing",
            "Turn:Providers:0:Secret is missing", "Turn:Providers:1:Channel is missing", "Turn:Providers:1:Url: ftp://x", "Telemetry:OtlpEndpoint: x",
            "Telemetry:OtlpIntervalMs is 1", "Telemetry:ScrapeToken is shorter",
        }) Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesThatAreBroken_AreToldAmongAllProblems()
    {
        var folder = Directory.CreateTempSubdirectory("signaling-test-").FullName;
        try
        {
            var (key, tombstones) = (Path.Combine(folder, "ticket.key"), Path.Combine(folder, "tombstones.json"));
            File.WriteAllText(key, "short");
            File.WriteAllText(tombstones, "no list");
            string[] args = ["--Signaling:TicketKeyFile=" + key, "--Signaling:Moderation:File=" + tombstones, "--Signaling:Limits:RoomPeers=1"];
            var message = Assert.Throws<ConfigurationException>(() => GatewayServer.Build(args)).Message;

            foreach (var part in new[] { "TicketKeyFile: ", "Moderation:File: ", "RoomPeers is 1" }) Assert.Contains(part, message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void WebhooksOfAGatewayInACluster_AreAProblem_UnlessASiloIsWithIt()
    {
        var options = new GatewayOptions { Engine = EngineKind.Orleans, TicketKey = Convert.ToBase64String(new byte[32]), Webhooks = new() { Url = "http://127.0.0.1:1", Secret = new string('s', 16) } };
        bool IsAProblem(bool hasSilo) => GatewayOptionsValidator.Problems(options, hasSilo).Any(problem => problem.StartsWith("Signaling:Webhooks:", StringComparison.Ordinal));

        Assert.True(IsAProblem(hasSilo: false));
        Assert.False(IsAProblem(hasSilo: true));
    }

    [Fact]
    public void ATicketKeyThatIsMissing_IsNotMadeByLookingForProblems()
    {
        var folder = Directory.CreateTempSubdirectory("signaling-test-").FullName;
        try
        {
            Assert.Empty(GatewayOptionsValidator.Problems(new GatewayOptions { TicketKeyFile = Path.Combine(folder, "ticket.key") }));
            Assert.Empty(Directory.GetFiles(folder)); // the server would take it for one of an earlier life
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", false, false, true)]
    [InlineData("http://0.0.0.0:1", false, false, false)]
    [InlineData("http://0.0.0.0:1", true, false, true)]
    [InlineData("http://0.0.0.0:1", false, true, true)]
    public void CallsAreRecorded_WhereSomebodyCouldReadThem(string urls, bool hasAdminToken, bool hasAuthentication, bool isRecording)
    {
        var options = new GatewayOptions { Urls = urls };
        if (hasAdminToken) options = options with { Admin = new() { Token = "0123456789abcdef" } };
        if (hasAuthentication) options = options with { Auth = new() { Secret = new string('s', 32) } };

        Assert.Equal(isRecording, Operations.IsRecording(options));
        Assert.False(Operations.IsRecording(options with { Flight = new() { Sample = 0 } }));
    }

    [Theory]
    [InlineData("Drain", typeof(DrainOptions))]
    [InlineData("Turn", typeof(TurnOptions))]
    [InlineData("Turn:Providers:<n>", typeof(TurnProviderOptions))]
    [InlineData("Telemetry", typeof(TelemetryOptions))]
    public void Settings_AreAllDocumented(string section, Type options)
    {
        var documented = SourceTree.Read("docs/configuration.md");
        foreach (var property in options.GetProperties().Where(property => property is { CanWrite: true, Name: not "Providers" }))
            Assert.Contains($"| `Signaling:{section}:{property.Name}` |", documented, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://192.0.2.1:8080;http://127.0.0.1:1")]
    [InlineData("https://example.org")]
    public void Strangers_AreServedOnlyWhenThatIsWanted(string urls)
    {
        var options = new GatewayOptions { Urls = urls };
        Assert.Contains("AllowAnonymous", Assert.Single(GatewayOptionsValidator.Problems(options)), StringComparison.Ordinal);
        Assert.Empty(GatewayOptionsValidator.Problems(options with { AllowAnonymous = true }));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1;http://[::1]:2")]
    [InlineData("http://localhost:1")]
    public void Loopback_NeedsNoLeave(string urls) => Assert.Empty(GatewayOptionsValidator.Problems(new GatewayOptions { Urls = urls }));

    [Theory]
    [InlineData("")]
    [InlineData(" ; ")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("8080")]
    public void WrongAddresses_AreProblems(string urls) => Assert.NotEmpty(GatewayOptionsValidator.Problems(new GatewayOptions { Urls = urls }));

    [Fact]
    public void CommandLine_Https_MayStandBeforeAnotherSetting()
    {
        var parsed = CommandLine.Parse(["--https", "--Signaling:AllowAnonymous=true", "--port=81", "--Signaling:Limits:RoomPeers", "7"]);

        Assert.Empty(parsed.Problems);
        Assert.Equal(("8443", "http://127.0.0.1:81"), (parsed.Settings["Signaling:HttpsPort"], parsed.Settings["Signaling:Urls"]));
        Assert.Equal(["--Signaling:AllowAnonymous=true", "--Signaling:Limits:RoomPeers=7"], parsed.Rest);
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port=x")]
    [InlineData("--urls")]
    [InlineData("--https=x")]
    [InlineData("--Signaling:Demo")]
    public void CommandLine_ASwitchWithoutItsValue_IsAProblem(string arg) => Assert.Single(CommandLine.Parse([arg]).Problems);
}
