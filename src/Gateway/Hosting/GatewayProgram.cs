using System.Net.Sockets;
using Signaling.Settings;

namespace Signaling.Gateway.Hosting;

/// <summary>What a program that serves clients does: runs, and says in a sentence and an exit code why it cannot.</summary>
public static class GatewayProgram
{
    private const int WrongConfiguration = 2;
    private const int AddressTaken = 3;

    public static async Task<int> RunAsync(string[] args, Func<string[], WebApplication> build)
    {
        if (args.Contains("--help") || args.Contains("-h"))
        {
            Console.WriteLine(CommandLine.Help);
            return 0;
        }

        try
        {
            await using var app = build(args);
            await app.RunAsync();
            return 0;
        }
        catch (ConfigurationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return WrongConfiguration;
        }
        catch (SocketException e)
        {
            await Console.Error.WriteLineAsync($"Cannot listen: {e.Message}. Choose another address: --urls http://127.0.0.1:8080");
            return AddressTaken;
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"Cannot listen: {e.Message}\nAnother program has this address. Stop it, or choose another port: --port 8081");
            return AddressTaken;
        }
    }
}
