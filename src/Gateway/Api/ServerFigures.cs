using System.Diagnostics;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Flight;
using Signaling.Gateway.Hosting;
using Signaling.Webhooks;

namespace Signaling.Gateway.Api;

/// <summary>How much there is and how much goes on, at a moment.</summary>
internal sealed class ServerFigures(IRoomDirectory directory, ConnectionTable connections, GatewayClock clock, GatewayOptions options, IServiceProvider services)
{
    public async Task<ServerStats> TakeAsync()
    {
        var (rooms, peers) = await directory.CountAsync();
        var webhooks = services.GetService<IWebhookFigures>() is { } figures ? await figures.TakeAsync() : null;
        using var process = Process.GetCurrentProcess();
        return new ServerStats(
            clock.NowMs, new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds(), options.Engine.ToString(), directory.Scope.ToString().ToLowerInvariant(), connections.Count, rooms, peers,
            (long)process.TotalProcessorTime.TotalMilliseconds, Environment.ProcessorCount, process.WorkingSet64, FlightStats.Of(services.GetService<FlightRecorder>()),
            webhooks);
    }
}

/// <summary>How much there is and how much goes on.</summary>
/// <param name="Now">The server's time; milliseconds since 1970.</param>
/// <param name="StartedAt">When the process started.</param>
/// <param name="Engine">Where rooms live: InProcess or Orleans.</param>
/// <param name="Scope">Whose rooms, peers and webhooks these are: server, the only one there is, or cluster. All else is of this process.</param>
/// <param name="Connections">Connections open now, at this process.</param>
/// <param name="Rooms">Rooms now.</param>
/// <param name="Peers">Peers now.</param>
/// <param name="CpuMs">Processor time used so far, in milliseconds.</param>
/// <param name="Processors">Processors of the machine.</param>
/// <param name="MemoryBytes">Memory of the process.</param>
/// <param name="Flight">The flight recorder; absent when it is off.</param>
/// <param name="Webhooks">The webhooks; absent when there are none.</param>
public sealed record ServerStats(
    long Now, long StartedAt, string Engine, string Scope, int Connections, int Rooms, int Peers, long CpuMs, int Processors, long MemoryBytes, FlightStats? Flight,
    WebhookStats? Webhooks);

/// <summary>The flight recorder.</summary>
/// <param name="Pairs">Pairs whose timelines are kept.</param>
/// <param name="Bytes">About what they take.</param>
/// <param name="Evicted">Pairs that went before their time, for want of room.</param>
/// <param name="NotBegun">Times that a pair's recording did not begin, because too many had just begun.</param>
/// <param name="Sample">Which part of all pairs is recorded.</param>
public sealed record FlightStats(int Pairs, long Bytes, long Evicted, long NotBegun, double Sample)
{
    internal static FlightStats? Of(FlightRecorder? recorder) =>
        recorder is null ? null : new FlightStats(recorder.Count, recorder.Bytes, recorder.Evicted, recorder.NotBegun, recorder.Options.Sample);
}
