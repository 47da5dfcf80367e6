from django.urls import path

from .views import api, no_such_address

urlpatterns = [path("", api.urls), path("<path:rest>", no_such_address, name="api_nothing")]
