using Microsoft.Extensions.FileProviders;

namespace Signaling.Gateway.Hosting;

/// <summary>The demo page at /, the browser client at /client/ and the admin page at /admin/, as files beside the program.</summary>
internal static class StaticPages
{
    public static void Map(WebApplication app)
    {
        Serve(app, "demo", "", isHome: true);
        Serve(app, "client", "/client", isHome: false);
    }

    /// <summary>The admin page: it may load nothing but its own files, speak to nobody but this server, and stand in nobody's frame.</summary>
    public static void MapAdmin(WebApplication app) => Serve(app, "admin", "/admin", isHome: true, headers =>
    {
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    });

    private static void Serve(WebApplication app, string folder, string path, bool isHome, Action<IHeaderDictionary>? addHeaders = null)
    {
        var root = Path.Combine(AppContext.BaseDirectory, "pages", folder);
        if (!Directory.Exists(root)) return;
        var files = new PhysicalFileProvider(root);
        if (isHome) app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, RequestPath = path });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            RequestPath = path,
            OnPrepareResponse = context =>
            {
                context.Context.Response.Headers.CacheControl = "no-cache";
                addHeaders?.Invoke(context.Context.Response.Headers);
            },
        });
    }
}
