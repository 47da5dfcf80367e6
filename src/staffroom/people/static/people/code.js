// A code scanned from paper stands behind the "#": put it into the field and out of the address.
const field = document.querySelector("#id_code");
if (field && location.hash.length > 1 && !field.value) {
  field.value = decodeURIComponent(location.hash.slice(1)).slice(0, 40);
  history.replaceState(null, "", location.pathname + location.search);
}
