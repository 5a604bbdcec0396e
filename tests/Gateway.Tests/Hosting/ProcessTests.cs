using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Hosting;

/// <summary>The program as its user starts it: help, what is wrong, and how it ends.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signaling-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Help_IsPrinted_AndNothingStarts()
    {
        var (exit, output, _) = await RunAsync("--help");
        Assert.Equal(0, exit);
        foreach (var option in new[] { "--port", "--urls", "--https", "--help" }) Assert.Contains(option, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongConfiguration_IsToldInOneGo_WithoutAStackTrace()
    {
        var (exit, _, errors) = await RunAsync("--Signaling:Limits:RoomPeers=1", "--Signaling:Session:HeartbeatMs=x", "--wrong");
        Assert.Equal(2, exit);
        foreach (var part in new[] { "RoomPeers is 1", "HeartbeatMs is 'x'", "--wrong" }) Assert.Contains(part, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABrokenKeyFile_IsToldWithoutAStackTrace()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "ticket.key"), "short");
        var (exit, _, errors) = await RunAsync("--port", "0");
        Assert.Equal(2, exit);
        Assert.Contains("TicketKeyFile", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATakenPort_IsTold_WithWhatToDo()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        var (exit, _, errors) = await RunAsync("--port", $"{port}");
        Assert.Equal(3, exit);
        Assert.Contains($"{port}", errors, StringComparison.Ordinal);
        Assert.Contains("--port 8081", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAddressOfAnotherMachine_IsTold()
    {
        var (exit, _, errors) = await RunAsync("--urls", "http://192.0.2.1:8080", "--Signaling:AllowAnonymous=true");
        Assert.Equal(3, exit);
        Assert.Contains("Cannot listen", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ASignal_StopsIt_AfterItsClientsWereTold()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent with kill");
        using var process = Start("--port", "0");
        var address = await GatewayProgram.AddressAsync(process);
        await using var client = await NativeClient.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/signal" }.Uri);
        await client.SendAsync("""{"type":"join-room","room":"r"}""");
        await client.NextAsync("existing-peers");
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);

        await client.NextErrorAsync("shutting-down");
        Assert.Equal(1001, await client.ClosedAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, process.ExitCode);
    }

    private async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var process = Start(args);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        return (process.ExitCode, await output, await errors);
    }

    private Process Start(params string[] args) => GatewayProgram.Start(_folder, args);
}
