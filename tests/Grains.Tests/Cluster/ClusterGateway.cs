using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signaling.Gateway.Engine.Orleans;
using Signaling.Gateway.Hosting;
using Signaling.TestKit;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>A whole gateway of a cluster in this process, with its doors and its server API.</summary>
internal sealed class ClusterGateway : IAsyncDisposable
{
    private const string Token = "an-admin-token-for-tests";
    private static readonly string TicketKey = Convert.ToBase64String(new byte[32]);

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private ClusterGateway(WebApplication app)
    {
        _app = app;
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(15) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    /// <summary>A gateway that shares the cluster's one client.</summary>
    public static Task<ClusterGateway> StartAsync(TestCluster cluster) =>
        StartAsync([], services => services.AddSingleton<IClusterLink>(new Link(cluster.Silos.Client)));

    /// <summary>A gateway with a client of its own.</summary>
    /// <param name="silos">Whose gateway it is.</param>
    /// <param name="time">Its clock; null for the machine's.</param>
    public static async Task<ClusterGateway> StartAsync(TcpSilos silos, TimeProvider? time = null)
    {
        var gateway = await StartAsync(silos.Settings, services => services.AddSingleton(time ?? TimeProvider.System));
        await Eventually.TrueAsync(async () => (await gateway._http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode, () => "the gateway does not reach the silos");
        return gateway;
    }

    private static async Task<ClusterGateway> StartAsync(IReadOnlyList<string> settings, Action<IServiceCollection> customize)
    {
        string[] args =
        [
            "--urls", "http://127.0.0.1:0", "--Signaling:Engine=Orleans", $"--Signaling:TicketKey={TicketKey}", $"--Signaling:Admin:Token={Token}",
            .. settings.Select(setting => "--Signaling:" + setting),
        ];
        var app = GatewayServer.Build(args, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            customize(builder.Services);
        });
        await app.StartAsync();
        return new ClusterGateway(app);
    }

    public async Task<NativeClient> JoinAsync(string room, string peerId)
    {
        var client = await NativeClient.ConnectAsync(new UriBuilder(_http.BaseAddress!) { Scheme = "ws", Path = "/signal" }.Uri);
        await client.SendAsync($$"""{"type":"join-room","room":"{{room}}","peerId":"{{peerId}}","acks":true}""");
        await client.SkipToAsync("existing-peers");
        return client;
    }

    /// <summary>What the server API answers.</summary>
    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _http.GetStringAsync("/api/v1" + path))!;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private sealed class Link(IClusterClient client) : IClusterLink
    {
        public event Action? SiloLost
        {
            add { }
            remove { }
        }

        public IClusterClient Client => client;

        public bool IsConnected => true;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
