// A client from Maven as it comes: prints each event, and the error that ends it.
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;

class Bare extends EventSourceListener {
  @Override
  public void onEvent(EventSource source, String id, String type, String data) {
    System.out.println(type + " " + data);
  }

  @Override
  public void onClosed(EventSource source) {
    System.out.println("over: ended");
    System.exit(0);
  }

  @Override
  public void onFailure(EventSource source, Throwable error, Response response) {
    System.out.println("over: raises " + (response == null ? error : response.code()));
    System.exit(0);
  }

  public static void main(String[] arguments) {
    Request request = new Request.Builder().url(arguments[0]).build();
    EventSources.createFactory(new OkHttpClient()).newEventSource(request, new Bare());
  }
}
